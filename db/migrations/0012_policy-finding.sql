ALTER TABLE "computes" ADD COLUMN "policy" jsonb;--> statement-breakpoint
ALTER TABLE "computes" ADD COLUMN "policy_tried_at" timestamp (3) with time zone;