CREATE TABLE "project_limits" (
	"project_id" uuid PRIMARY KEY NOT NULL,
	"cpu_milli" integer,
	"memory_bytes" bigint,
	"storage_bytes" bigint,
	"replicas" integer,
	"accelerators" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"egress" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"pod_security" text DEFAULT 'restricted' NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "project_limits" ADD CONSTRAINT "project_limits_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."projects"("id") ON DELETE no action ON UPDATE no action;