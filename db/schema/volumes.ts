import { sql } from "drizzle-orm";
import { boolean, index, jsonb, pgTable, primaryKey, smallint, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { projects, users } from "./accounts";
import { objectColumns } from "./columns";
import { jobs } from "./train";

/** Where the files of a shared volume are. */
export type VolumeSource =
  /** In a volume claim of this name in the namespace of each project that mounts it. */
  { readonly kind: "claim"; readonly claim: string } | { readonly kind: "nfs"; readonly server: string; readonly path: string };

/** Files outside of Cairn that jobs on a cluster may mount, as an administrator says. */
export const sharedVolumes = pgTable(
  "shared_volumes",
  {
    ...objectColumns(),
    /** What jobs call it; its address at the same time. */
    name: text("name").notNull(),
    description: text("description").notNull().default(""),
    source: jsonb("source").$type<VolumeSource>().notNull(),
    readOnly: boolean("read_only").notNull(),
    /** Else only those of `shared_volume_projects`. */
    forAllProjects: boolean("for_all_projects").notNull(),
    createdBy: uuid("created_by").references(() => users.id),
  },
  (t) => [uniqueIndex("shared_volumes_name").on(t.name).where(sql`${t.deletedAt} is null`)],
);

/** The projects that may mount a volume that is not for all. */
export const sharedVolumeProjects = pgTable(
  "shared_volume_projects",
  {
    volumeId: uuid("volume_id")
      .notNull()
      .references(() => sharedVolumes.id),
    projectId: uuid("project_id")
      .notNull()
      .references(() => projects.id),
  },
  (t) => [primaryKey({ columns: [t.volumeId, t.projectId] }), index("shared_volume_projects_project").on(t.projectId)],
);

/** Which shared volumes a job mounts, and where. */
export const jobVolumes = pgTable(
  "job_volumes",
  {
    jobId: uuid("job_id")
      .notNull()
      .references(() => jobs.id),
    position: smallint("position").notNull(),
    volumeId: uuid("volume_id")
      .notNull()
      .references(() => sharedVolumes.id),
    target: text("target").notNull(),
    readOnly: boolean("read_only").notNull(),
  },
  (t) => [primaryKey({ columns: [t.jobId, t.position] }), index("job_volumes_volume").on(t.volumeId)],
);
