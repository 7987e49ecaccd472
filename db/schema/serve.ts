import { sql } from "drizzle-orm";
import { bigint, boolean, index, integer, jsonb, pgTable, primaryKey, smallint, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import type { Message } from "@/lib/errors";
import { endpointStatuses, modelFormats } from "../values";
import { projects, users } from "./accounts";
import { instant, objectColumns } from "./columns";
import { attempts, environmentVersions } from "./train";

export const models = pgTable(
  "models",
  {
    ...objectColumns(),
    projectId: uuid("project_id")
      .notNull()
      .references(() => projects.id),
    slug: text("slug").notNull(),
    name: text("name").notNull(),
    description: text("description").notNull().default(""),
    latestVersion: integer("latest_version").notNull().default(0),
    createdBy: uuid("created_by")
      .notNull()
      .references(() => users.id),
  },
  (t) => [uniqueIndex("models_slug").on(t.projectId, t.slug).where(sql`${t.deletedAt} is null`)],
);

/** One tensor of a signature, in the Open Inference Protocol's words; -1 is a free dimension. */
export interface TensorSpec {
  readonly name: string;
  readonly datatype: string;
  readonly shape: readonly number[];
}

export interface ModelSignature {
  readonly inputs: readonly TensorSpec[];
  readonly outputs: readonly TensorSpec[];
  /** Names of the classes, where the model has some. */
  readonly classes?: readonly string[] | undefined;
  /** How the console may ask: `digit` draws on an 8 × 8 canvas. */
  readonly playground?: "digit" | "json" | undefined;
}

/** Immutable: files by manifest, where they came from, what they need to run. */
export const modelVersions = pgTable(
  "model_versions",
  {
    id: uuid("id").primaryKey(),
    modelId: uuid("model_id")
      .notNull()
      .references(() => models.id),
    number: integer("number").notNull(),
    format: text("format", { enum: modelFormats }).notNull(),
    /** The file that is loaded. */
    entryPath: text("entry_path").notNull(),
    environmentVersionId: uuid("environment_version_id").references(() => environmentVersions.id),
    attemptId: uuid("attempt_id").references(() => attempts.id),
    signature: jsonb("signature").$type<ModelSignature>(),
    /** Last values of the run's metrics when it was registered. */
    metrics: jsonb("metrics").$type<Record<string, number>>().notNull().default({}),
    note: text("note").notNull().default(""),
    totalBytes: bigint("total_bytes", { mode: "number" }).notNull(),
    createdBy: uuid("created_by")
      .notNull()
      .references(() => users.id),
    createdAt: instant("created_at").notNull().defaultNow(),
    deletedAt: instant("deleted_at"),
  },
  (t) => [uniqueIndex("model_versions_number").on(t.modelId, t.number), index("model_versions_attempt").on(t.attemptId)],
);

export const endpoints = pgTable(
  "endpoints",
  {
    ...objectColumns(),
    projectId: uuid("project_id")
      .notNull()
      .references(() => projects.id),
    slug: text("slug").notNull(),
    name: text("name").notNull(),
    /** What is wanted. */
    wantsRunning: boolean("wants_running").notNull().default(true),
    status: text("status", { enum: endpointStatuses }).notNull().default("starting"),
    message: jsonb("message").$type<Message>(),
    /** The revision that gets all traffic once it is ready. */
    currentRevisionId: uuid("current_revision_id"),
    latestRevision: integer("latest_revision").notNull().default(0),
    createdBy: uuid("created_by")
      .notNull()
      .references(() => users.id),
  },
  (t) => [uniqueIndex("endpoints_slug").on(t.projectId, t.slug).where(sql`${t.deletedAt} is null`)],
);

/** What an endpoint serves, immutable but for its state: a change makes a new one. */
export const revisions = pgTable(
  "revisions",
  {
    id: uuid("id").primaryKey(),
    endpointId: uuid("endpoint_id")
      .notNull()
      .references(() => endpoints.id),
    number: integer("number").notNull(),
    modelVersionId: uuid("model_version_id")
      .notNull()
      .references(() => modelVersions.id),
    environmentVersionId: uuid("environment_version_id")
      .notNull()
      .references(() => environmentVersions.id),
    replicas: smallint("replicas").notNull().default(1),
    cpuMilli: integer("cpu_milli").notNull(),
    memoryBytes: bigint("memory_bytes", { mode: "number" }).notNull(),
    accelerators: jsonb("accelerators").$type<Record<string, number>>().notNull().default({}),
    compute: text("compute"),
    status: text("status", { enum: endpointStatuses }).notNull().default("starting"),
    message: jsonb("message").$type<Message>(),
    absentSince: instant("absent_since"),
    createdBy: uuid("created_by")
      .notNull()
      .references(() => users.id),
    createdAt: instant("created_at").notNull().defaultNow(),
    readyAt: instant("ready_at"),
    endedAt: instant("ended_at"),
  },
  (t) => [uniqueIndex("revisions_number").on(t.endpointId, t.number)],
);

/** Where the gateway sends what is asked: written by the worker, read by the gateway. */
export const routes = pgTable(
  "routes",
  {
    id: uuid("id").primaryKey(),
    face: text("face", { enum: ["endpoint", "app"] }).notNull(),
    /** `<project slug>/<endpoint slug>`, or the app's host label. */
    address: text("address").notNull(),
    projectId: uuid("project_id")
      .notNull()
      .references(() => projects.id),
    /** The endpoint or app. */
    subjectId: uuid("subject_id").notNull(),
    /** `unix:/path` or `host:port`, each with its revision. */
    targets: jsonb("targets").$type<readonly { revisionId: string; revision: number; address: string; weight: number }[]>().notNull(),
    updatedAt: instant("updated_at").notNull().defaultNow(),
  },
  (t) => [uniqueIndex("routes_address").on(t.face, t.address)],
);

/** What the gateway counted: one row a minute and revision; latencies as a histogram over fixed bounds. */
export const endpointUsage = pgTable(
  "endpoint_usage",
  {
    endpointId: uuid("endpoint_id").notNull(),
    revisionId: uuid("revision_id").notNull(),
    minute: instant("minute").notNull(),
    requests: integer("requests").notNull(),
    /** Answers with a status of 500 and above. */
    errors: integer("errors").notNull(),
    /** Counts per bucket of `latencyBoundsMs`; one more for what is slower than all. */
    latencies: integer("latencies").array().notNull(),
  },
  (t) => [primaryKey({ columns: [t.endpointId, t.minute, t.revisionId] })],
);
