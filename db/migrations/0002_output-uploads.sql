CREATE TABLE "output_uploads" (
	"id" uuid PRIMARY KEY NOT NULL,
	"attempt_id" uuid NOT NULL,
	"path" text NOT NULL,
	"size" bigint NOT NULL,
	"claimed_sha256" text NOT NULL,
	"modified_at" timestamp (3) with time zone NOT NULL,
	"object_key" text NOT NULL,
	"store_upload_id" text NOT NULL,
	"asked_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"completed_at" timestamp (3) with time zone
);
--> statement-breakpoint
ALTER TABLE "output_uploads" ADD CONSTRAINT "output_uploads_attempt_id_attempts_id_fk" FOREIGN KEY ("attempt_id") REFERENCES "public"."attempts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "output_uploads_path" ON "output_uploads" USING btree ("attempt_id","path");