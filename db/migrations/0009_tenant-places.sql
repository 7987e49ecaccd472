CREATE TABLE "tenant_places" (
	"compute" text NOT NULL,
	"project_id" uuid NOT NULL,
	"name" text NOT NULL,
	"is_ending" boolean NOT NULL,
	"content" jsonb,
	"looked_at" timestamp (3) with time zone,
	CONSTRAINT "tenant_places_compute_project_id_pk" PRIMARY KEY("compute","project_id")
);
