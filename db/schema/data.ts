import { sql } from "drizzle-orm";
import { bigint, boolean, index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import type { Message } from "@/lib/errors";
import { datasetVersionStatuses, visibilities } from "../values";
import { projects, users } from "./accounts";
import { bytea, instant, objectColumns } from "./columns";

/** Bytes by their SHA-256. The place is independent of the hash, so that no store needs a rename and small files can be packed. */
export const blobs = pgTable(
  "blobs",
  {
    sha256: text("sha256").primaryKey(),
    size: bigint("size", { mode: "number" }).notNull(),
    objectKey: text("object_key").notNull(),
    objectOffset: bigint("object_offset", { mode: "number" }).notNull().default(0),
    createdAt: instant("created_at").notNull().defaultNow(),
    /** Raised by every upload or manifest that names it: the purge leaves young blobs alone. */
    touchedAt: instant("touched_at").notNull().defaultNow(),
  },
  (t) => [index("blobs_touched").on(t.touchedAt), index("blobs_object").on(t.objectKey)],
);

export const datasets = pgTable(
  "datasets",
  {
    ...objectColumns(),
    projectId: uuid("project_id")
      .notNull()
      .references(() => projects.id),
    slug: text("slug").notNull(),
    name: text("name").notNull(),
    description: text("description").notNull().default(""),
    tags: text("tags").array().notNull().default([]),
    /** Where it comes from and under which licence, as text. */
    source: text("source").notNull().default(""),
    licence: text("licence").notNull().default(""),
    visibility: text("visibility", { enum: visibilities }).notNull().default("project"),
    latestVersion: integer("latest_version").notNull().default(0),
    createdBy: uuid("created_by")
      .notNull()
      .references(() => users.id),
  },
  (t) => [uniqueIndex("datasets_slug").on(t.projectId, t.slug).where(sql`${t.deletedAt} is null`)],
);

export const datasetVersions = pgTable(
  "dataset_versions",
  {
    id: uuid("id").primaryKey(),
    datasetId: uuid("dataset_id")
      .notNull()
      .references(() => datasets.id),
    /** Given when the version is committed; null while it is a draft. */
    number: integer("number"),
    /** The version whose files the draft starts from. */
    baseNumber: integer("base_number"),
    status: text("status", { enum: datasetVersionStatuses }).notNull(),
    note: text("note").notNull().default(""),
    fileCount: bigint("file_count", { mode: "number" }).notNull().default(0),
    totalBytes: bigint("total_bytes", { mode: "number" }).notNull().default(0),
    /** SHA-256 over the sorted manifest: two versions with it are the same. */
    contentHash: text("content_hash"),
    /** Files against the version before: counted once, when it is committed. */
    addedFiles: integer("added_files").notNull().default(0),
    changedFiles: integer("changed_files").notNull().default(0),
    removedFiles: integer("removed_files").notNull().default(0),
    message: jsonb("message").$type<Message>(),
    createdBy: uuid("created_by")
      .notNull()
      .references(() => users.id),
    createdAt: instant("created_at").notNull().defaultNow(),
    committedAt: instant("committed_at"),
  },
  (t) => [
    uniqueIndex("dataset_versions_number").on(t.datasetId, t.number),
    // One draft at a time: two would silently undo each other.
    uniqueIndex("dataset_versions_draft").on(t.datasetId).where(sql`${t.status} in ('draft', 'committing')`),
  ],
);

/** What a draft changes against its base: a file it has, or, without a hash, one it no longer has. */
export const datasetDraftEntries = pgTable(
  "dataset_draft_entries",
  {
    datasetVersionId: uuid("dataset_version_id")
      .notNull()
      .references(() => datasetVersions.id),
    path: text("path").notNull(),
    sha256: text("sha256").references(() => blobs.sha256),
    size: bigint("size", { mode: "number" }).notNull().default(0),
    createdAt: instant("created_at").notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.datasetVersionId, t.path] }), index("dataset_draft_entries_blob").on(t.sha256)],
);

/** A file as an interval of versions: changing 10 of 100,000 files writes tens of rows, a diff is one query. */
export const datasetEntries = pgTable(
  "dataset_entries",
  {
    datasetId: uuid("dataset_id")
      .notNull()
      .references(() => datasets.id),
    path: text("path").notNull(),
    addedIn: integer("added_in").notNull(),
    /** The first version that no longer has it. */
    removedIn: integer("removed_in"),
    sha256: text("sha256")
      .notNull()
      .references(() => blobs.sha256),
    size: bigint("size", { mode: "number" }).notNull(),
  },
  (t) => [primaryKey({ columns: [t.datasetId, t.path, t.addedIn] }), index("dataset_entries_blob").on(t.sha256)],
);

/** A permission to upload into one draft: bytes and count at most, for a day. */
export const uploadGrants = pgTable("upload_grants", {
  id: uuid("id").primaryKey(),
  tokenHash: bytea("token_hash").notNull().unique(),
  datasetVersionId: uuid("dataset_version_id").references(() => datasetVersions.id),
  projectId: uuid("project_id")
    .notNull()
    .references(() => projects.id),
  userId: uuid("user_id")
    .notNull()
    .references(() => users.id),
  maxBytes: bigint("max_bytes", { mode: "number" }).notNull(),
  maxFiles: integer("max_files").notNull(),
  createdAt: instant("created_at").notNull().defaultNow(),
  expiresAt: instant("expires_at").notNull(),
  closedAt: instant("closed_at"),
});

/** One file on its way: how far it is, and its blob once whole. */
export const uploads = pgTable(
  "uploads",
  {
    /** 128 random bits, made here. */
    id: text("id").primaryKey(),
    grantId: uuid("grant_id")
      .notNull()
      .references(() => uploadGrants.id),
    path: text("path").notNull(),
    size: bigint("size", { mode: "number" }).notNull(),
    offset: bigint("offset", { mode: "number" }).notNull().default(0),
    /** What the client says it is; checked, never believed. */
    claimedSha256: text("claimed_sha256"),
    sha256: text("sha256").references(() => blobs.sha256),
    /** Where the bytes are until they are whole. */
    objectKey: text("object_key").notNull(),
    /** Saved inner state of the running hash or of a multipart upload. */
    state: jsonb("state").$type<Record<string, unknown>>().notNull().default({}),
    leaseToken: uuid("lease_token"),
    leaseUntil: instant("lease_until"),
    /** Somebody waits for the lease: its holder lets go at its next chance. */
    leaseWanted: boolean("lease_wanted").notNull().default(false),
    createdAt: instant("created_at").notNull().defaultNow(),
    updatedAt: instant("updated_at").notNull().defaultNow(),
    completedAt: instant("completed_at"),
  },
  (t) => [index("uploads_grant").on(t.grantId), index("uploads_blob").on(t.sha256)],
);

/** Files of outputs, model versions and whatever else has files but no versions: the owner's manifest. */
export const manifestEntries = pgTable(
  "manifest_entries",
  {
    ownerType: text("owner_type", { enum: ["attempt", "model_version", "code"] }).notNull(),
    ownerId: uuid("owner_id").notNull(),
    path: text("path").notNull(),
    sha256: text("sha256")
      .notNull()
      .references(() => blobs.sha256),
    size: bigint("size", { mode: "number" }).notNull(),
    modifiedAt: instant("modified_at").notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.ownerType, t.ownerId, t.path] }), index("manifest_entries_blob").on(t.sha256)],
);
