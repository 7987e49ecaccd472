-- What was on its way is begun anew by who sends it.
DELETE FROM "output_uploads";--> statement-breakpoint
DROP INDEX "output_uploads_path";--> statement-breakpoint
ALTER TABLE "output_uploads" ADD COLUMN "files" jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "output_uploads" ADD COLUMN "refused" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
CREATE INDEX "output_uploads_attempt" ON "output_uploads" USING btree ("attempt_id");--> statement-breakpoint
ALTER TABLE "output_uploads" DROP COLUMN "path";--> statement-breakpoint
ALTER TABLE "output_uploads" DROP COLUMN "size";--> statement-breakpoint
ALTER TABLE "output_uploads" DROP COLUMN "claimed_sha256";--> statement-breakpoint
ALTER TABLE "output_uploads" DROP COLUMN "modified_at";