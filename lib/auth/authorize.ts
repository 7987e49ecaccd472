import { and, eq, isNull, type SQL, sql } from "drizzle-orm";
import type { PgColumn, PgTable } from "drizzle-orm/pg-core";
import { type Db, db } from "@/db/client";
import { bindings, projects } from "@/db/schema";
import type { ProjectRole } from "@/db/values";
import type { Actor, Credential, UserActor } from "@/lib/auth/actor";
import { isReading, type PlatformPermission, type ProjectPermission, rolePermissions } from "@/lib/auth/permissions";
import { AppError, notFound } from "@/lib/errors";

/** Whether a person may do this in the project: returns the project, else throws not_found (may not even see it) or forbidden. */
export async function authorize(
  actor: Actor,
  permission: ProjectPermission,
  projectId: string,
  on: Db = db,
): Promise<typeof projects.$inferSelect> {
  const user = person(actor, permission);
  const [found] = await on
    .select({ project: projects, role: bindings.role })
    .from(projects)
    .leftJoin(bindings, and(eq(bindings.projectId, projects.id), eq(bindings.subjectKind, "user"), eq(bindings.subjectId, user.userId)))
    .where(and(eq(projects.id, projectId), isNull(projects.deletedAt)));
  if (!found) throw notFound();
  assertAllowed(user, permission, projectId, found.role === "administrator" ? null : found.role);
  return found.project;
}

/** The same for a caller who has only an id: the row's project comes from the database. Returns the living row. */
export async function authorizeRow<T extends PgTable & { id: PgColumn; projectId: PgColumn; deletedAt: PgColumn }>(
  actor: Actor,
  permission: ProjectPermission,
  table: T,
  id: string,
  on: Db = db,
): Promise<T["$inferSelect"]> {
  person(actor, permission);
  if (!isUuid(id)) throw notFound();
  const [row] = await on
    .select()
    .from(table as PgTable)
    .where(and(eq(table.id, id), isNull(table.deletedAt)));
  const projectId = row?.projectId;
  if (typeof projectId !== "string") throw notFound();
  await authorize(actor, permission, projectId, on);
  return row as T["$inferSelect"];
}

/** Whether a person may do this with the installation. */
export async function authorizePlatform(actor: Actor, permission: PlatformPermission): Promise<UserActor> {
  const user = person(actor, permission);
  const denied = { permission, projectId: null };
  if (!user.isAdministrator) throw notFound(denied);
  const { credential } = user;
  if (credential.kind === "key" && (credential.projectIds !== null || (credential.access === "read" && !isReading(permission)))) {
    throw new AppError("forbidden", "errors.scope", {}, { denied });
  }
  return user;
}

/** Only a person signed in with a browser: keys cannot make keys or touch sign-in. */
export function authorizeSession(actor: Actor): SessionActor {
  return withSession(person(actor, "session"));
}

/** The same for the one thing that a person with a given-out password may do: choose his own. */
export function authorizePasswordChange(actor: Actor): SessionActor {
  if (actor.kind === "system") throw new Error("A verb of people was called by the system");
  return withSession(actor);
}

/** Only a person who typed his password within the last 15 minutes: for roles, keys and how others sign in. */
export function authorizeConfirmed(actor: Actor): SessionActor {
  const user = authorizeSession(actor);
  if (Date.now() - user.credential.confirmedAt.getTime() > confirmedForMs) throw new AppError("forbidden", "auth.confirmNeeded");
  return user;
}

const confirmedForMs = 15 * 60_000;

type SessionActor = UserActor & { readonly credential: Extract<Credential, { kind: "session" }> };

function withSession(user: UserActor): SessionActor {
  if (user.credential.kind !== "session") throw refusedKey("session");
  return user as SessionActor;
}

/** Any signed-in person, for what is his own: inbox, profile. A key of his own with the access that is needed will do. */
export function authorizeSelf(actor: Actor, access: "read" | "write"): UserActor {
  const user = person(actor, `self:${access}`);
  if (user.credential.kind === "key" && access === "write" && user.credential.access === "read") throw refusedKey("self:write");
  return user;
}

/** Only a workload through its own token: returns the id of the workload that it is good for. */
export function authorizeWorkloadKey(actor: Actor): string {
  if (actor.kind === "system") throw new Error("A verb of workloads was called by the system");
  const { credential } = actor;
  if (!isWorkloadKey(credential) || credential.subjectId === null) throw notFound();
  return credential.subjectId;
}

/** Whether somebody is no person but what runs for him. */
export function isWorkloadKey(credential: Credential): credential is Extract<Credential, { kind: "key" }> {
  return credential.kind === "key" && credential.keyKind === "job";
}

/** One predicate for lists: rows of projects that this actor may read. `projectId` is the list's column. */
export function visibleTo(actor: Actor, projectId: PgColumn): SQL {
  const user = person(actor, "visible");
  const mine = user.isAdministrator
    ? sql`exists (select 1 from ${projects} p where p.id = ${projectId} and p.deleted_at is null)`
    : sql`exists (select 1 from ${bindings} b join ${projects} p on p.id = b.project_id
          where b.project_id = ${projectId} and p.deleted_at is null and b.subject_kind = 'user' and b.subject_id = ${user.userId})`;
  const scope = user.credential.kind === "key" ? user.credential.projectIds : null;
  if (scope === null) return mine;
  return sql`${mine} and ${projectId} = any(${sql.param(`{${scope.join(",")}}`)}::uuid[])`;
}

function assertAllowed(user: UserActor, permission: ProjectPermission, projectId: string, bound: ProjectRole | null): void {
  const { credential } = user;
  const role: ProjectRole | null = user.isAdministrator ? "owner" : bound;
  const denied = { permission, projectId };
  if (role === null) throw notFound(denied);
  if (credential.kind === "key") {
    if (credential.projectIds !== null && !credential.projectIds.includes(projectId)) throw notFound(denied);
    if (credential.access === "read" && !isReading(permission)) throw new AppError("forbidden", "errors.scope", {}, { denied });
  }
  if (!rolePermissions[role].has(permission)) throw new AppError("forbidden", "errors.forbidden", { permission }, { denied });
}

/** Verbs of people refuse the system, and keys that are good for one endpoint or one attempt only. */
function person(actor: Actor, permission: string): UserActor {
  if (actor.kind === "system") throw new Error("A verb of people was called by the system");
  if (actor.credential.kind === "key" && actor.credential.keyKind !== "personal" && actor.credential.keyKind !== "signature")
    throw notFound({ permission, projectId: null });
  // Who got his password from someone else acts only after choosing his own.
  if (actor.mustChangePassword && actor.credential.kind === "session") throw new AppError("forbidden", "auth.newPasswordNeeded");
  return actor;
}

/** The refusal of a key that is good for less than this, beside any project. */
export function refusedKey(permission: string): AppError {
  return new AppError("forbidden", "errors.scope", {}, { denied: { permission, projectId: null } });
}

export function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(text);
}
