CREATE TABLE "computes" (
	"name" text PRIMARY KEY NOT NULL,
	"seen_at" timestamp (3) with time zone NOT NULL,
	"away_since" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "nodes" (
	"compute" text NOT NULL,
	"name" text NOT NULL,
	"node" jsonb NOT NULL,
	"revision" bigserial NOT NULL,
	"gone_at" timestamp (3) with time zone,
	CONSTRAINT "nodes_compute_name_pk" PRIMARY KEY("compute","name")
);
--> statement-breakpoint
CREATE UNIQUE INDEX "nodes_revision" ON "nodes" USING btree ("revision");