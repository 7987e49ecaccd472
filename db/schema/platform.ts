import {
  bigint,
  bigserial,
  boolean,
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
import { operationStatuses, stages, subjectTypes } from "../values";
import { projects, users } from "./accounts";
import { bytea, instant } from "./columns";

/** Transactional outbox: written with the row it tells of, read by event streams, inbox and webhooks. */
export const changes = pgTable(
  "changes",
  {
    seq: bigserial("seq", { mode: "number" }).primaryKey(),
    at: instant("at").notNull().defaultNow(),
    projectId: uuid("project_id"),
    /** `job.created`, `dataset.deleted`, … */
    type: text("type").notNull(),
    subjectType: text("subject_type", { enum: subjectTypes }).notNull(),
    subjectId: uuid("subject_id").notNull(),
    actorId: uuid("actor_id"),
    params: jsonb("params").$type<Record<string, string | number | boolean | null>>().notNull().default({}),
  },
  (t) => [index("changes_project").on(t.projectId, t.seq)],
);

/** Who did what, when, from where; appended only, each row's hash covers the one before. */
export const auditEvents = pgTable(
  "audit_events",
  {
    seq: bigserial("seq", { mode: "number" }).primaryKey(),
    id: uuid("id").notNull(),
    at: instant("at").notNull(),
    actorId: uuid("actor_id"),
    actorName: text("actor_name").notNull(),
    /** session, key:<hint>, system, shell */
    credential: text("credential").notNull(),
    verb: text("verb").notNull(),
    subjectType: text("subject_type", { enum: subjectTypes }).notNull(),
    subjectId: uuid("subject_id"),
    subjectName: text("subject_name").notNull().default(""),
    projectId: uuid("project_id"),
    outcome: text("outcome", { enum: ["done", "denied", "failed"] }).notNull(),
    requestId: text("request_id"),
    address: text("address"),
    /** Names of changed fields with values that are no secrets. */
    fields: jsonb("fields").$type<Record<string, unknown>>().notNull().default({}),
    previousHash: bytea("previous_hash").notNull(),
    hash: bytea("hash").notNull(),
  },
  (t) => [
    uniqueIndex("audit_events_id").on(t.id),
    uniqueIndex("audit_events_previous").on(t.previousHash),
    index("audit_events_project").on(t.projectId, t.seq),
  ],
);

/** Everything long: progress, cancel, error. The tasks tray reads it. */
export const operations = pgTable(
  "operations",
  {
    id: uuid("id").primaryKey(),
    projectId: uuid("project_id").references(() => projects.id),
    kind: text("kind").notNull(),
    subjectType: text("subject_type", { enum: subjectTypes }).notNull(),
    subjectId: uuid("subject_id").notNull(),
    subjectName: text("subject_name").notNull().default(""),
    status: text("status", { enum: operationStatuses }).notNull().default("queued"),
    done: bigint("done", { mode: "number" }).notNull().default(0),
    total: bigint("total", { mode: "number" }),
    unit: text("unit", { enum: ["bytes", "files", "steps"] })
      .notNull()
      .default("steps"),
    /** What it does now, or why it failed. */
    message: jsonb("message").$type<Message>(),
    cancelRequestedAt: instant("cancel_requested_at"),
    createdBy: uuid("created_by").references(() => users.id),
    createdAt: instant("created_at").notNull().defaultNow(),
    startedAt: instant("started_at"),
    endedAt: instant("ended_at"),
  },
  (t) => [index("operations_project").on(t.projectId, t.createdAt), index("operations_subject").on(t.subjectId)],
);

/** Stages and reasons of everything that runs: why it waits, since when, until when, who holds what it wants. */
export const timeline = pgTable(
  "timeline",
  {
    id: uuid("id").primaryKey(),
    subjectType: text("subject_type", { enum: subjectTypes }).notNull(),
    subjectId: uuid("subject_id").notNull(),
    attempt: smallint("attempt").notNull().default(1),
    stage: text("stage", { enum: stages }).notNull(),
    key: text("key").notNull(),
    params: jsonb("params").$type<Record<string, string | number | boolean | null>>().notNull().default({}),
    since: instant("since").notNull().defaultNow(),
    until: instant("until"),
    /** The subject that holds what is waited for. */
    holder: jsonb("holder").$type<{ type: string; id: string; name: string }>(),
  },
  (t) => [index("timeline_subject").on(t.subjectId, t.since)],
);

/** Intervals of resources held: reservation, quota and usage ledger in one. `until` is null while held. */
export const allocations = pgTable(
  "allocations",
  {
    id: uuid("id").primaryKey(),
    compute: text("compute").notNull(),
    node: text("node").notNull(),
    projectId: uuid("project_id")
      .notNull()
      .references(() => projects.id),
    userId: uuid("user_id")
      .notNull()
      .references(() => users.id),
    subjectType: text("subject_type", { enum: subjectTypes }).notNull(),
    subjectId: uuid("subject_id").notNull(),
    subjectName: text("subject_name").notNull().default(""),
    cpuMilli: integer("cpu_milli").notNull(),
    memoryBytes: bigint("memory_bytes", { mode: "number" }).notNull(),
    accelerators: jsonb("accelerators").$type<Record<string, number>>().notNull().default({}),
    since: instant("since").notNull().defaultNow(),
    until: instant("until"),
    /** How long it may be held at most, where that is bounded; counted from the start of the program. */
    maxRunSeconds: integer("max_run_seconds"),
  },
  (t) => [
    index("allocations_open").on(t.compute, t.until),
    index("allocations_subject").on(t.subjectId),
    index("allocations_project").on(t.projectId, t.since),
  ],
);

/** Who waits for resources of a compute, in order. Waiting reserves nothing: the row becomes an allocation at admission. */
export const queueEntries = pgTable(
  "queue_entries",
  {
    /** The subject that waits: a job or a revision. */
    subjectId: uuid("subject_id").primaryKey(),
    subjectType: text("subject_type", { enum: subjectTypes }).notNull(),
    subjectName: text("subject_name").notNull(),
    compute: text("compute").notNull(),
    projectId: uuid("project_id")
      .notNull()
      .references(() => projects.id),
    userId: uuid("user_id")
      .notNull()
      .references(() => users.id),
    cpuMilli: integer("cpu_milli").notNull(),
    memoryBytes: bigint("memory_bytes", { mode: "number" }).notNull(),
    accelerators: jsonb("accelerators").$type<Record<string, number>>().notNull().default({}),
    /** So many replicas, each with these amounts. */
    copies: smallint("copies").notNull().default(1),
    maxRunSeconds: integer("max_run_seconds"),
    priority: smallint("priority").notNull().default(0),
    since: instant("since").notNull(),
  },
  (t) => [index("queue_entries_order").on(t.compute, t.priority, t.since)],
);

/** What the worker has to look at: one row a thing, claimed by a lease; due again when its verb says so. */
export const syncTasks = pgTable(
  "sync_tasks",
  {
    noun: text("noun").notNull(),
    id: uuid("id").notNull(),
    dueAt: instant("due_at").notNull().defaultNow(),
    leaseToken: uuid("lease_token"),
    leaseUntil: instant("lease_until"),
    failures: integer("failures").notNull().default(0),
    lastError: text("last_error"),
    /** Raised by every wake, so that a wake during a run is not lost. */
    wakes: bigint("wakes", { mode: "number" }).notNull().default(0),
  },
  (t) => [primaryKey({ columns: [t.noun, t.id] }), index("sync_tasks_due").on(t.dueAt)],
);

export const processHeartbeats = pgTable("process_heartbeats", {
  process: text("process").primaryKey(),
  startedAt: instant("started_at").notNull(),
  at: instant("at").notNull(),
  details: jsonb("details").$type<Record<string, unknown>>().notNull().default({}),
});

/** What a backend runs on, as the worker last saw it; its nodes are the rows of `nodes`. */
export const computes = pgTable("computes", {
  name: text("name").primaryKey(),
  /** When the picture was last known to be true. */
  seenAt: instant("seen_at").notNull(),
  /** Since when the backend does not answer; null while it does. */
  awaySince: instant("away_since"),
  /** What APIs it offers, where it is one that others extend; null until it was asked. */
  groups: jsonb("groups"),
  /** Whether its network holds to policies, as far as that was found out by trying; null until then. */
  policy: jsonb("policy"),
  /** When a worker last set out to try it: one does, and the others leave it to him. */
  policyTriedAt: instant("policy_tried_at"),
});

/** The nodes of a backend as the worker last saw them: one row a node, written only where something changed. */
export const nodes = pgTable(
  "nodes",
  {
    compute: text("compute").notNull(),
    name: text("name").notNull(),
    node: jsonb("node").notNull(),
    /** In the order of commits, so that a reader behind a revision misses nothing. */
    revision: bigserial("revision", { mode: "number" }).notNull(),
    /** Kept for a while, so that readers hear of the end. */
    goneAt: instant("gone_at"),
  },
  (t) => [primaryKey({ columns: [t.compute, t.name] }), uniqueIndex("nodes_revision").on(t.revision)],
);

/** The places of projects on a backend as the worker last saw them, those of projects that are gone among them. */
export const tenantPlaces = pgTable(
  "tenant_places",
  {
    compute: text("compute").notNull(),
    projectId: uuid("project_id").notNull(),
    /** What the backend calls it. */
    name: text("name").notNull(),
    isEnding: boolean("is_ending").notNull(),
    /** What is in it; null until somebody looked. */
    content: jsonb("content").$type<{ readonly workloads: number; readonly volumes: number; readonly foreign: number }>(),
    lookedAt: instant("looked_at"),
  },
  (t) => [primaryKey({ columns: [t.compute, t.projectId] })],
);

export const idempotencyKeys = pgTable(
  "idempotency_keys",
  {
    userId: uuid("user_id").notNull(),
    key: text("key").notNull(),
    route: text("route").notNull(),
    requestHash: bytea("request_hash").notNull(),
    status: integer("status"),
    /** As it was sent. */
    body: text("body"),
    headers: jsonb("headers").$type<Record<string, string>>(),
    createdAt: instant("created_at").notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.userId, t.key] })],
);

export const inboxItems = pgTable(
  "inbox_items",
  {
    id: uuid("id").primaryKey(),
    userId: uuid("user_id")
      .notNull()
      .references(() => users.id),
    projectId: uuid("project_id"),
    key: text("key").notNull(),
    params: jsonb("params").$type<Record<string, string | number | boolean | null>>().notNull().default({}),
    subjectType: text("subject_type", { enum: subjectTypes }).notNull(),
    subjectId: uuid("subject_id").notNull(),
    /** Console path of the exact place. */
    path: text("path").notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
    readAt: instant("read_at"),
  },
  (t) => [index("inbox_items_user").on(t.userId, t.createdAt)],
);

/** Shared counters of the rate limits, in the shape that rate-limiter-flexible keeps. */
export const rateLimits = pgTable("rate_limits", {
  key: text("key").primaryKey(),
  points: integer("points").notNull().default(0),
  expire: bigint("expire", { mode: "number" }),
});

/** Settings of the whole installation that an administrator changes while it runs. */
export const settings = pgTable("settings", {
  name: text("name").primaryKey(),
  value: jsonb("value").notNull(),
  updatedAt: instant("updated_at").notNull().defaultNow(),
  updatedBy: uuid("updated_by"),
});
