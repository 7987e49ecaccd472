CREATE TABLE "job_volumes" (
	"job_id" uuid NOT NULL,
	"position" smallint NOT NULL,
	"volume_id" uuid NOT NULL,
	"target" text NOT NULL,
	"read_only" boolean NOT NULL,
	CONSTRAINT "job_volumes_job_id_position_pk" PRIMARY KEY("job_id","position")
);
--> statement-breakpoint
CREATE TABLE "shared_volume_projects" (
	"volume_id" uuid NOT NULL,
	"project_id" uuid NOT NULL,
	CONSTRAINT "shared_volume_projects_volume_id_project_id_pk" PRIMARY KEY("volume_id","project_id")
);
--> statement-breakpoint
CREATE TABLE "shared_volumes" (
	"id" uuid PRIMARY KEY NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"deleted_at" timestamp (3) with time zone,
	"version" integer DEFAULT 1 NOT NULL,
	"name" text NOT NULL,
	"description" text DEFAULT '' NOT NULL,
	"source" jsonb NOT NULL,
	"read_only" boolean NOT NULL,
	"for_all_projects" boolean NOT NULL,
	"created_by" uuid
);
--> statement-breakpoint
ALTER TABLE "job_volumes" ADD CONSTRAINT "job_volumes_job_id_jobs_id_fk" FOREIGN KEY ("job_id") REFERENCES "public"."jobs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "job_volumes" ADD CONSTRAINT "job_volumes_volume_id_shared_volumes_id_fk" FOREIGN KEY ("volume_id") REFERENCES "public"."shared_volumes"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "shared_volume_projects" ADD CONSTRAINT "shared_volume_projects_volume_id_shared_volumes_id_fk" FOREIGN KEY ("volume_id") REFERENCES "public"."shared_volumes"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "shared_volume_projects" ADD CONSTRAINT "shared_volume_projects_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."projects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "shared_volumes" ADD CONSTRAINT "shared_volumes_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "job_volumes_volume" ON "job_volumes" USING btree ("volume_id");--> statement-breakpoint
CREATE INDEX "shared_volume_projects_project" ON "shared_volume_projects" USING btree ("project_id");--> statement-breakpoint
CREATE UNIQUE INDEX "shared_volumes_name" ON "shared_volumes" USING btree ("name") WHERE "shared_volumes"."deleted_at" is null;