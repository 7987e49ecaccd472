import { sql } from "drizzle-orm";
import {
  bigint,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import type { Message } from "@/lib/errors";
import { type Architecture, buildStatuses, environmentKinds, jobStatuses, visibilities } from "../values";
import { projects, users } from "./accounts";
import { bytea, instant, objectColumns } from "./columns";
import { datasetVersions } from "./data";

export const environments = pgTable(
  "environments",
  {
    ...objectColumns(),
    /** Null: offered by the platform to all projects. */
    projectId: uuid("project_id").references(() => projects.id),
    slug: text("slug").notNull(),
    name: text("name").notNull(),
    description: text("description").notNull().default(""),
    kind: text("kind", { enum: environmentKinds }).notNull(),
    visibility: text("visibility", { enum: visibilities }).notNull().default("project"),
    latestVersion: integer("latest_version").notNull().default(0),
    createdBy: uuid("created_by").references(() => users.id),
  },
  (t) => [
    uniqueIndex("environments_slug")
      .on(sql`coalesce(${t.projectId}, '00000000-0000-0000-0000-000000000000')`, t.slug)
      .where(sql`${t.deletedAt} is null`),
  ],
);

/** What was asked for, what it was resolved to, and whether it can be run in. Immutable but for the build's result. */
export const environmentVersions = pgTable(
  "environment_versions",
  {
    id: uuid("id").primaryKey(),
    environmentId: uuid("environment_id")
      .notNull()
      .references(() => environments.id),
    number: integer("number").notNull(),
    /** Lines as in requirements.txt. */
    requirements: text("requirements").notNull().default(""),
    pythonVersion: text("python_version"),
    /** Exact versions with hashes, made by the first build. */
    lock: text("lock"),
    /** Hash of interpreter, platform and lock: equal ones share one folder. */
    lockHash: text("lock_hash"),
    imageReference: text("image_reference"),
    /** What the reference was when it was first looked up or used: the same bytes from then on. */
    imageDigest: text("image_digest"),
    /** CPU architectures that an image is for; empty where nobody knows. */
    architectures: jsonb("architectures").$type<readonly Architecture[]>().notNull().default([]),
    /** The accelerator without which an image does nothing, as clusters name it or its maker's: `nvidia.com`, `huawei.com/Ascend910`. */
    accelerator: text("accelerator"),
    status: text("status", { enum: buildStatuses }).notNull().default("queued"),
    message: jsonb("message").$type<Message>(),
    sizeBytes: bigint("size_bytes", { mode: "number" }),
    createdBy: uuid("created_by").references(() => users.id),
    createdAt: instant("created_at").notNull().defaultNow(),
    /** Builds happen on demand: null until somebody asks for one. */
    buildAskedAt: instant("build_asked_at"),
    buildStartedAt: instant("build_started_at"),
    buildEndedAt: instant("build_ended_at"),
  },
  (t) => [uniqueIndex("environment_versions_number").on(t.environmentId, t.number), index("environment_versions_lock").on(t.lockHash)],
);

/** By which images are pulled from a registry that does not give them to everybody. */
export const registryCredentials = pgTable(
  "registry_credentials",
  {
    ...objectColumns(),
    /** Null: for the images of every project. */
    projectId: uuid("project_id").references(() => projects.id),
    host: text("host").notNull(),
    username: text("username").notNull(),
    sealed: bytea("sealed").notNull(),
    keyId: text("key_id").notNull(),
    createdBy: uuid("created_by").references(() => users.id),
  },
  (t) => [uniqueIndex("registry_credentials_host").on(sql`coalesce(${t.projectId}, '00000000-0000-0000-0000-000000000000')`, t.host)],
);

/** What a job runs, as it was asked for. */
export interface JobSpec {
  readonly code: { readonly kind: "inline"; readonly fileName: string; readonly text: string };
  /** Program and arguments; parameters are appended as `--name value`. */
  readonly command: readonly string[];
  readonly parameters: Readonly<Record<string, string>>;
  readonly variables: Readonly<Record<string, string>>;
}

export const jobs = pgTable(
  "jobs",
  {
    ...objectColumns(),
    projectId: uuid("project_id")
      .notNull()
      .references(() => projects.id),
    slug: text("slug").notNull(),
    name: text("name").notNull(),
    status: text("status", { enum: jobStatuses }).notNull().default("queued"),
    /** Why it waits or how it ended. */
    message: jsonb("message").$type<Message>(),
    spec: jsonb("spec").$type<JobSpec>().notNull(),
    environmentVersionId: uuid("environment_version_id")
      .notNull()
      .references(() => environmentVersions.id),
    cpuMilli: integer("cpu_milli").notNull(),
    memoryBytes: bigint("memory_bytes", { mode: "number" }).notNull(),
    accelerators: jsonb("accelerators").$type<Record<string, number>>().notNull().default({}),
    /** Null: as much as the backend gives. */
    sharedMemoryBytes: bigint("shared_memory_bytes", { mode: "number" }),
    maxRunSeconds: integer("max_run_seconds"),
    maxAttempts: smallint("max_attempts").notNull().default(1),
    priority: smallint("priority").notNull().default(0),
    attempt: smallint("attempt").notNull().default(1),
    /** A person asked for the end; kept beside the status so that a crash in between forgets nothing. */
    stopRequestedAt: instant("stop_requested_at"),
    stopRequestedBy: uuid("stop_requested_by"),
    /** The job it was cloned from. */
    clonedFrom: uuid("cloned_from"),
    createdBy: uuid("created_by")
      .notNull()
      .references(() => users.id),
    queuedAt: instant("queued_at").notNull().defaultNow(),
    startedAt: instant("started_at"),
    endedAt: instant("ended_at"),
  },
  (t) => [
    uniqueIndex("jobs_slug").on(t.projectId, t.slug).where(sql`${t.deletedAt} is null`),
    index("jobs_status").on(t.status),
    index("jobs_project").on(t.projectId, t.createdAt),
  ],
);

/** Which dataset versions a job reads: lineage, and why they cannot be purged. */
export const jobInputs = pgTable(
  "job_inputs",
  {
    jobId: uuid("job_id")
      .notNull()
      .references(() => jobs.id),
    position: smallint("position").notNull(),
    datasetVersionId: uuid("dataset_version_id")
      .notNull()
      .references(() => datasetVersions.id),
    target: text("target").notNull(),
  },
  (t) => [primaryKey({ columns: [t.jobId, t.position] }), index("job_inputs_version").on(t.datasetVersionId)],
);

/** One try of a job: the workload's identity. */
export const attempts = pgTable(
  "attempts",
  {
    id: uuid("id").primaryKey(),
    jobId: uuid("job_id")
      .notNull()
      .references(() => jobs.id),
    number: smallint("number").notNull(),
    status: text("status", { enum: jobStatuses }).notNull(),
    /** Which backend runs it; null until it is admitted. */
    compute: text("compute"),
    node: text("node"),
    runId: uuid("run_id").notNull(),
    message: jsonb("message").$type<Message>(),
    exitCode: integer("exit_code"),
    exitSignal: text("exit_signal"),
    /** When the backend first answered `absent`; acted on only the second time. */
    absentSince: instant("absent_since"),
    cpuSeconds: doublePrecision("cpu_seconds"),
    peakMemoryBytes: bigint("peak_memory_bytes", { mode: "number" }),
    outputBytes: bigint("output_bytes", { mode: "number" }),
    createdAt: instant("created_at").notNull().defaultNow(),
    admittedAt: instant("admitted_at"),
    startedAt: instant("started_at"),
    endedAt: instant("ended_at"),
    /** When all outputs and the log are in the store. */
    flushedAt: instant("flushed_at"),
  },
  (t) => [uniqueIndex("attempts_number").on(t.jobId, t.number)],
);

export const replicas = pgTable(
  "replicas",
  {
    /** An attempt's or a revision's id. */
    workloadId: uuid("workload_id").notNull(),
    role: text("role").notNull(),
    rank: integer("rank").notNull(),
    phase: text("phase", { enum: ["pending", "running", "succeeded", "failed"] }).notNull(),
    node: text("node"),
    restarts: integer("restarts").notNull().default(0),
    exitCode: integer("exit_code"),
    exitSignal: text("exit_signal"),
    reason: jsonb("reason").$type<Message>(),
    startedAt: instant("started_at"),
    endedAt: instant("ended_at"),
    /** How far its log was read: what a new follower resumes from. */
    logOffset: bigint("log_offset", { mode: "number" }).notNull().default(0),
    metricsOffset: bigint("metrics_offset", { mode: "number" }).notNull().default(0),
  },
  (t) => [primaryKey({ columns: [t.workloadId, t.role, t.rank] })],
);

/** Pieces of a log, in order of lines. A young piece lies in the row, an old one in the object store. */
export const logChunks = pgTable(
  "log_chunks",
  {
    /** Attempt, revision or environment version. */
    subjectId: uuid("subject_id").notNull(),
    firstLine: bigint("first_line", { mode: "number" }).notNull(),
    lineCount: integer("line_count").notNull(),
    byteCount: integer("byte_count").notNull(),
    since: instant("since").notNull(),
    until: instant("until").notNull(),
    /** JSON lines; null once shipped. */
    inline: text("inline"),
    objectKey: text("object_key"),
  },
  (t) => [primaryKey({ columns: [t.subjectId, t.firstLine] })],
);

/** An output of an attempt on its way from its program straight into the store, past every process of ours. */
export const outputUploads = pgTable(
  "output_uploads",
  {
    id: uuid("id").primaryKey(),
    attemptId: uuid("attempt_id")
      .notNull()
      .references(() => attempts.id),
    /** What lies in the object, one behind the other, as the program says; checked, never believed. */
    files: jsonb("files")
      .$type<readonly { readonly path: string; readonly size: number; readonly sha256: string; readonly modifiedAt: string }[]>()
      .notNull(),
    objectKey: text("object_key").notNull(),
    /** The store's own name of it. */
    storeUploadId: text("store_upload_id").notNull(),
    /** When addresses for its parts were last asked for. */
    askedAt: instant("asked_at").notNull().defaultNow(),
    completedAt: instant("completed_at"),
    /** Paths whose bytes were others. */
    refused: jsonb("refused").$type<readonly string[]>().notNull().default([]),
  },
  (t) => [index("output_uploads_attempt").on(t.attemptId)],
);

/** A run in the tracking sense: the one home of metrics, whatever reported them. */
export const runs = pgTable(
  "runs",
  {
    ...objectColumns(),
    projectId: uuid("project_id")
      .notNull()
      .references(() => projects.id),
    experimentId: uuid("experiment_id"),
    attemptId: uuid("attempt_id"),
    name: text("name").notNull(),
    createdBy: uuid("created_by")
      .notNull()
      .references(() => users.id),
  },
  (t) => [index("runs_attempt").on(t.attemptId)],
);

export const metricSeries = pgTable(
  "metric_series",
  {
    id: uuid("id").primaryKey(),
    runId: uuid("run_id")
      .notNull()
      .references(() => runs.id),
    name: text("name").notNull(),
    pointCount: bigint("point_count", { mode: "number" }).notNull().default(0),
    lastStep: bigint("last_step", { mode: "number" }),
    lastValue: doublePrecision("last_value"),
    lastAt: instant("last_at"),
    minValue: doublePrecision("min_value"),
    maxValue: doublePrecision("max_value"),
  },
  (t) => [uniqueIndex("metric_series_name").on(t.runId, t.name)],
);

/** Points in the order they came, up to 512 a row; `first` is the number of the first one. */
export const metricChunks = pgTable(
  "metric_chunks",
  {
    seriesId: uuid("series_id")
      .notNull()
      .references(() => metricSeries.id),
    first: bigint("first", { mode: "number" }).notNull(),
    steps: bigint("steps", { mode: "number" }).array().notNull(),
    /** Not-a-number and infinities stand as PostgreSQL has them. */
    values: doublePrecision("values").array().notNull(),
    times: bigint("times", { mode: "number" }).array().notNull(),
  },
  (t) => [primaryKey({ columns: [t.seriesId, t.first] })],
);

/** Minimum and maximum per 16^level points: a chart never reads a whole history. */
export const metricRollups = pgTable(
  "metric_rollups",
  {
    seriesId: uuid("series_id")
      .notNull()
      .references(() => metricSeries.id),
    level: smallint("level").notNull(),
    bucket: bigint("bucket", { mode: "number" }).notNull(),
    firstStep: bigint("first_step", { mode: "number" }).notNull(),
    lastStep: bigint("last_step", { mode: "number" }).notNull(),
    minValue: doublePrecision("min_value"),
    minStep: bigint("min_step", { mode: "number" }),
    maxValue: doublePrecision("max_value"),
    maxStep: bigint("max_step", { mode: "number" }),
    firstAt: bigint("first_at", { mode: "number" }).notNull(),
    lastAt: bigint("last_at", { mode: "number" }).notNull(),
    pointCount: integer("point_count").notNull(),
  },
  (t) => [primaryKey({ columns: [t.seriesId, t.level, t.bucket] })],
);
