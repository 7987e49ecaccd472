CREATE TABLE "registry_credentials" (
	"id" uuid PRIMARY KEY NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"deleted_at" timestamp (3) with time zone,
	"version" integer DEFAULT 1 NOT NULL,
	"project_id" uuid,
	"host" text NOT NULL,
	"username" text NOT NULL,
	"sealed" "bytea" NOT NULL,
	"key_id" text NOT NULL,
	"created_by" uuid
);
--> statement-breakpoint
ALTER TABLE "environment_versions" ADD COLUMN "architectures" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "environment_versions" ADD COLUMN "accelerator" text;--> statement-breakpoint
ALTER TABLE "jobs" ADD COLUMN "shared_memory_bytes" bigint;--> statement-breakpoint
ALTER TABLE "registry_credentials" ADD CONSTRAINT "registry_credentials_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."projects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "registry_credentials" ADD CONSTRAINT "registry_credentials_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "registry_credentials_host" ON "registry_credentials" USING btree (coalesce("project_id", '00000000-0000-0000-0000-000000000000'),"host");