import { eq } from "drizzle-orm";
import { db, transaction } from "@/db/client";
import { appSessions, bindings, loginSessions, users } from "@/db/schema";
import { aBinding, aProject, aUser } from "@/db/testing/factories";
import { cookieName, sessionCookie } from "@/lib/auth/cookies";
import { type Ask, matrix } from "@/lib/auth/matrix";
import { isReading, type PlatformPermission, type ProjectPermission, rolePermissions } from "@/lib/auth/permissions";
import { encodeSession } from "@/lib/auth/session-token";
import { startSession } from "@/lib/auth/start-session";
import { ownThings, type ThingName, type World } from "@/lib/auth/testing/things";
import { env } from "@/lib/env";
import type { ErrorCode } from "@/lib/errors";
import { newId, randomToken } from "@/lib/id";
import { createKey } from "@/lib/keys/create-key";
import { hashToken } from "@/lib/keys/token";

/** Everyone who may stand before a door. */
export const callers = [
  "nobody",
  "nonsense",
  "app cookie",
  "disabled person",
  "disabled person's key",
  "stranger",
  "stranger's key",
  "viewer",
  "member",
  "owner",
  "administrator",
  "unconfirmed administrator",
  "owner with a given-out password",
  "reading key",
  "writing key",
  "key of another project",
  "job key",
  "endpoint key",
] as const;
export type Caller = (typeof callers)[number];

/** Whom no door knows. */
const unknown: ReadonlySet<Caller> = new Set(["nobody", "nonsense", "app cookie", "disabled person", "disabled person's key"]);

/** To whom the project of a world is the same as none. */
const outsiders: ReadonlySet<Caller> = new Set(["stranger", "stranger's key", "key of another project", "job key", "endpoint key"]);

/** Who acts for the world's owner himself. */
const owners: ReadonlySet<Caller> = new Set(["owner", "reading key", "writing key"]);

/** What such a caller sends with a request to a world, besides what he asks. */
export async function credentialOf(caller: Caller, world: World): Promise<Record<string, string>> {
  switch (caller) {
    case "nobody":
      return {};
    case "nonsense":
      return { authorization: "Bearer nonsense" };
    case "app cookie":
      return anAppCookie(world);
    case "disabled person":
      return disabled(await bound(world, "owner"), aSession);
    case "disabled person's key":
      return disabled(await bound(world, "owner"), (userId) => aKey(userId, {}));
    case "stranger":
      return aSession((await aUser()).id);
    case "stranger's key":
      return aKey((await aUser()).id, {});
    case "viewer":
    case "member":
      return aSession(await bound(world, caller));
    case "owner":
      return aSession(world.owner.id);
    case "administrator":
      return aSession(await anAdministratorId());
    case "unconfirmed administrator":
      return aSession(await anAdministratorId(), new Date(Date.now() - 16 * 60_000));
    case "owner with a given-out password":
      return aSession(await bound(world, "owner", { mustChangePassword: true }));
    case "reading key":
      return aKey(world.owner.id, { access: "read" });
    case "writing key":
      return aKey(world.owner.id, {});
    case "key of another project":
      return aKey(world.owner.id, { projectIds: [(await aProject({ owner: world.owner })).id] });
    case "job key":
      return aKey(world.owner.id, { kind: "job", projectIds: [world.things.project], subjectId: world.things.runningAttempt });
    case "endpoint key":
      return aKey(world.owner.id, { kind: "endpoint", projectIds: [world.things.project], subjectId: world.things.endpoint });
  }
}

/** What a request names of a world decides who may ask it, besides what its verb asks for. */
export interface Naming {
  /** What its owner alone may touch. */
  readonly own: boolean;
  /** A project in its owners' bin, which members do not see and administrators do. */
  readonly bin: boolean;
  /** Anything at all. */
  readonly any: boolean;
}

/** What the matrix's words let a caller do. */
export function isLet(caller: Caller, verb: string, names: Naming): boolean {
  const asks = matrix[verb] ?? [];
  if (unknown.has(caller) || caller === "endpoint key") return false;
  if (caller === "job key" || asks.includes("workload")) return caller === "job key" && asks.includes("workload");
  if (names.own && !owners.has(caller)) return false;
  if (names.bin && !owners.has(caller) && !caller.includes("administrator")) return false;
  if (names.any && outsiders.has(caller) && !asks.includes("visible") && !asks.includes("each")) return false;
  // A key that is bound to projects makes none beside them.
  if (caller === "key of another project" && verb === "project.create") return false;
  // A given-out password opens its own replacement, and nothing else.
  if (caller === "owner with a given-out password") return false;
  return asks.every((ask) => mayAsk(caller, ask));
}

/** How a caller who is not let is refused: who may not even learn that a thing is there is told that it is not. */
export function refusalsFor(caller: Caller, verb: string, names: Naming): readonly ErrorCode[] {
  if (unknown.has(caller)) return ["unauthenticated"];
  if (!names.any) return ["forbidden", "not_found"];
  return [isBlind(caller, matrix[verb] ?? [], names) ? "not_found" : "forbidden"];
}

function isBlind(caller: Caller, asks: readonly Ask[], { own, bin }: Naming): boolean {
  if (caller === "owner with a given-out password") return false;
  if (caller === "job key" || caller === "endpoint key") return true;
  if (asks.some(isPlatform) && !caller.includes("administrator")) return true;
  if (asks.includes("session") && caller.includes("key")) return false;
  return outsiders.has(caller) || ((own || bin) && !owners.has(caller));
}

/** To whom a world is the same as none. */
export function isOutside(caller: Caller): boolean {
  return outsiders.has(caller) || unknown.has(caller);
}

/** What a request names, of all that it could. */
export function namingOf(named: readonly ThingName[]): Naming {
  return { own: named.some((name) => ownThings.includes(name)), bin: named.includes("binnedProject"), any: named.length > 0 };
}

function mayAsk(caller: Caller, ask: Ask): boolean {
  const isKey = caller.includes("key");
  if (ask === "visible" || ask === "self:read" || ask === "each") return true;
  if (ask === "self:write") return caller !== "reading key";
  if (ask === "session") return !isKey;
  if (ask === "confirmed") return !isKey && caller !== "unconfirmed administrator";
  if (isPlatform(ask)) return caller.includes("administrator");
  if (ask === "public" || outsiders.has(caller)) return false;
  const role = caller === "viewer" || caller === "member" ? caller : "owner";
  return rolePermissions[role].has(ask as ProjectPermission) && (caller !== "reading key" || isReading(ask as ProjectPermission));
}

function isPlatform(ask: Ask): ask is PlatformPermission {
  return ask.startsWith("user:") || ask.startsWith("platform:");
}

async function bound(world: World, role: "viewer" | "member" | "owner", values: Partial<typeof users.$inferInsert> = {}): Promise<string> {
  const { id } = await aUser(values);
  await aBinding(world.things.project, id, role);
  return id;
}

async function anAdministratorId(): Promise<string> {
  const { id } = await aUser();
  await db.insert(bindings).values({ id: newId(), subjectKind: "user", subjectId: id, role: "administrator" });
  return id;
}

/** A browser's session: the console's own pages send their origin with it. */
async function aSession(userId: string, confirmedAt = new Date()): Promise<Record<string, string>> {
  const { id, sid } = await transaction((tx) => startSession(tx, userId, { address: null, userAgent: null }));
  await db.update(loginSessions).set({ confirmedAt }).where(eq(loginSessions.id, id));
  return { cookie: `${sessionCookie}=${await encodeSession({ sub: userId, sid })}` };
}

async function aKey(userId: string, values: Partial<Parameters<typeof createKey>[1]>): Promise<Record<string, string>> {
  const expiresAt = new Date(Date.now() + 60_000);
  const given = { kind: "personal", name: "k", access: "write", projectIds: null, subjectId: null, userId, expiresAt, ...values } as const;
  const { token } = await transaction((tx) => createKey(tx, given));
  return { authorization: `Bearer ${token}` };
}

async function disabled(userId: string, credential: (userId: string) => Promise<Record<string, string>>): Promise<Record<string, string>> {
  const sent = await credential(userId);
  await db.update(users).set({ disabledAt: new Date() }).where(eq(users.id, userId));
  return sent;
}

/** What a notebook's host holds of its visitor, sent to the console. */
async function anAppCookie({ owner, things }: World): Promise<Record<string, string>> {
  const { id: sessionId } = await transaction((tx) => startSession(tx, owner.id, { address: null, userAgent: null }));
  const token = randomToken();
  const host = new URL(env.CAIRN_APPS_URL.replace("*", "nb-0123456789")).host;
  const expiresAt = new Date(Date.now() + 60_000);
  await db.insert(appSessions).values({ tokenHash: hashToken(token), sessionId, appId: things.endpoint, host, expiresAt });
  return { cookie: `${cookieName("app")}=${token}; ${sessionCookie}=${token}` };
}
