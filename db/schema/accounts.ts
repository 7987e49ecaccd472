import { sql } from "drizzle-orm";
import { bigint, boolean, index, integer, jsonb, pgTable, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { keyAccess, keyKinds, podSecurities, projectKinds, roles } from "../values";
import { bytea, instant, objectColumns } from "./columns";

export const users = pgTable(
  "users",
  {
    ...objectColumns(),
    /** Sign-in name, lower case. */
    name: text("name").notNull(),
    displayName: text("display_name").notNull(),
    email: text("email"),
    passwordHash: text("password_hash"),
    mustChangePassword: boolean("must_change_password").notNull().default(false),
    disabledAt: instant("disabled_at"),
    lastSignInAt: instant("last_sign_in_at"),
    locale: text("locale"),
    theme: text("theme"),
    /** Small choices of the console: dismissed checklist, single-key shortcuts. */
    preferences: jsonb("preferences").$type<Record<string, string | number | boolean>>().notNull().default({}),
  },
  (t) => [uniqueIndex("users_name").on(t.name).where(sql`${t.deletedAt} is null`)],
);

/** An account elsewhere that signs in as a user: Microsoft's `tid:oid`, WeChat's union id. */
export const identities = pgTable(
  "identities",
  {
    id: uuid("id").primaryKey(),
    userId: uuid("user_id")
      .notNull()
      .references(() => users.id),
    provider: text("provider").notNull(),
    subject: text("subject").notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
  },
  (t) => [uniqueIndex("identities_subject").on(t.provider, t.subject)],
);

/** A row per signed-in browser: revoking it ends the session within seconds. */
export const loginSessions = pgTable(
  "login_sessions",
  {
    id: uuid("id").primaryKey(),
    userId: uuid("user_id")
      .notNull()
      .references(() => users.id),
    sidHash: bytea("sid_hash").notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
    lastSeenAt: instant("last_seen_at").notNull().defaultNow(),
    /** When the password was last typed: dangerous verbs want it within 15 minutes. */
    confirmedAt: instant("confirmed_at").notNull().defaultNow(),
    expiresAt: instant("expires_at").notNull(),
    revokedAt: instant("revoked_at"),
    address: text("address"),
    userAgent: text("user_agent"),
  },
  (t) => [uniqueIndex("login_sessions_sid").on(t.sidHash), index("login_sessions_user").on(t.userId)],
);

export const setupTokens = pgTable("setup_tokens", {
  tokenHash: bytea("token_hash").primaryKey(),
  createdAt: instant("created_at").notNull().defaultNow(),
  expiresAt: instant("expires_at").notNull(),
  usedAt: instant("used_at"),
});

export const projects = pgTable(
  "projects",
  {
    ...objectColumns(),
    slug: text("slug").notNull(),
    name: text("name").notNull(),
    description: text("description").notNull().default(""),
    kind: text("kind", { enum: projectKinds }).notNull(),
    createdBy: uuid("created_by")
      .notNull()
      .references(() => users.id),
    /** The project's own uid on one machine, offset from a base. */
    uidOffset: integer("uid_offset").notNull().generatedAlwaysAsIdentity(),
  },
  (t) => [uniqueIndex("projects_slug").on(t.slug).where(sql`${t.deletedAt} is null`)],
);

/** What a project may use and reach; without a row nothing is limited, and nothing beside Cairn is reached. */
export const projectLimits = pgTable("project_limits", {
  projectId: uuid("project_id")
    .primaryKey()
    .references(() => projects.id),
  cpuMilli: integer("cpu_milli"),
  memoryBytes: bigint("memory_bytes", { mode: "number" }),
  /** Of volumes. */
  storageBytes: bigint("storage_bytes", { mode: "number" }),
  replicas: integer("replicas"),
  accelerators: jsonb("accelerators").$type<Record<string, number>>().notNull().default({}),
  egress: jsonb("egress").$type<{ to: string; ports: number[]; mayBePrivate: boolean }[]>().notNull().default([]),
  podSecurity: text("pod_security", { enum: podSecurities }).notNull().default("restricted"),
  version: integer("version").notNull().default(1),
  updatedAt: instant("updated_at").notNull().defaultNow(),
});

/** Who has which role where. A platform role has no project. */
export const bindings = pgTable(
  "bindings",
  {
    id: uuid("id").primaryKey(),
    subjectKind: text("subject_kind", { enum: ["user", "group"] }).notNull(),
    subjectId: uuid("subject_id").notNull(),
    role: text("role", { enum: roles }).notNull(),
    projectId: uuid("project_id").references(() => projects.id),
    createdAt: instant("created_at").notNull().defaultNow(),
    createdBy: uuid("created_by"),
  },
  (t) => [
    uniqueIndex("bindings_subject_project").on(t.subjectKind, t.subjectId, t.projectId).where(sql`${t.projectId} is not null`),
    uniqueIndex("bindings_subject_platform").on(t.subjectKind, t.subjectId, t.role).where(sql`${t.projectId} is null`),
    index("bindings_project").on(t.projectId),
  ],
);

export const accessKeys = pgTable(
  "access_keys",
  {
    id: uuid("id").primaryKey(),
    kind: text("kind", { enum: keyKinds }).notNull(),
    name: text("name").notNull(),
    /** Whose rights bound it. A job's key: who submitted the job. */
    userId: uuid("user_id")
      .notNull()
      .references(() => users.id),
    /** SHA-256 of the token. */
    tokenHash: bytea("token_hash").notNull(),
    /** First characters, to recognise it by. */
    hint: text("hint").notNull(),
    /** Projects it is good for; null means all of its owner's. */
    projectIds: uuid("project_ids").array(),
    access: text("access", { enum: keyAccess }).notNull(),
    /** The endpoint of an endpoint key, the attempt of a job key. */
    subjectId: uuid("subject_id"),
    /** Signature V4 only: the secret, sealed. */
    sealedSecret: bytea("sealed_secret"),
    createdAt: instant("created_at").notNull().defaultNow(),
    expiresAt: instant("expires_at").notNull(),
    revokedAt: instant("revoked_at"),
    lastUsedAt: instant("last_used_at"),
    lastUsedAddress: text("last_used_address"),
  },
  (t) => [
    uniqueIndex("access_keys_token").on(t.tokenHash),
    index("access_keys_user").on(t.userId),
    index("access_keys_subject").on(t.subjectId),
  ],
);

/** Secrets of projects and settings: sealed, write-only. */
export const secrets = pgTable(
  "secrets",
  {
    ...objectColumns(),
    projectId: uuid("project_id").references(() => projects.id),
    name: text("name").notNull(),
    sealed: bytea("sealed").notNull(),
    keyId: text("key_id").notNull(),
    createdBy: uuid("created_by").references(() => users.id),
  },
  (t) => [uniqueIndex("secrets_name").on(t.projectId, t.name).where(sql`${t.deletedAt} is null`)],
);

/** One-use tickets that carry a signed-in person to an app's own host. */
export const tickets = pgTable("tickets", {
  tokenHash: bytea("token_hash").primaryKey(),
  sessionId: uuid("session_id").notNull(),
  appId: uuid("app_id").notNull(),
  host: text("host").notNull(),
  path: text("path").notNull(),
  expiresAt: instant("expires_at").notNull(),
  usedAt: instant("used_at"),
});

/** What a ticket was exchanged for: the cookie of one browser on one app's host. */
export const appSessions = pgTable(
  "app_sessions",
  {
    tokenHash: bytea("token_hash").primaryKey(),
    sessionId: uuid("session_id").notNull(),
    appId: uuid("app_id").notNull(),
    host: text("host").notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
    lastSeenAt: instant("last_seen_at").notNull().defaultNow(),
    expiresAt: instant("expires_at").notNull(),
  },
  (t) => [index("app_sessions_session").on(t.sessionId)],
);
