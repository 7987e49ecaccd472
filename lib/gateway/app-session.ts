import { createHash } from "node:crypto";
import { and, eq, gt, isNull, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { appSessions, loginSessions, tickets, users } from "@/db/schema";
import { notingDenial } from "@/lib/audit/note-denial";
import type { UserActor } from "@/lib/auth/actor";
import { isAdministrator } from "@/lib/auth/actor-of-token";
import { authorize } from "@/lib/auth/authorize";
import { AppError } from "@/lib/errors";
import type { RequestFacts } from "@/lib/http/request-facts";
import { randomToken } from "@/lib/id";

const idleSeconds = 3_600;
const longestSeconds = 12 * 3_600;
const verdictMs = 5_000;

/** Exchanges a ticket for an app's cookie, once, on the host it was made for; null when it is spent, late or of another host. */
export async function enterApp(ticket: string, host: string): Promise<{ readonly cookie: string; readonly path: string } | null> {
  const [used] = await db
    .update(tickets)
    .set({ usedAt: sql`now()` })
    .where(and(eq(tickets.tokenHash, hashOf(ticket)), eq(tickets.host, host), isNull(tickets.usedAt), gt(tickets.expiresAt, sql`now()`)))
    .returning();
  if (!used) return null;
  const cookie = randomToken();
  await db.insert(appSessions).values({
    tokenHash: hashOf(cookie),
    sessionId: used.sessionId,
    appId: used.appId,
    host,
    expiresAt: new Date(Date.now() + longestSeconds * 1_000),
  });
  return { cookie, path: used.path };
}

/** Which app is visited, and by what request; null where an open socket is looked at again. */
export interface AppVisit {
  readonly host: string;
  readonly appId: string;
  readonly projectId: string;
  readonly facts: Pick<RequestFacts, "requestId" | "address"> | null;
}

interface Verdict {
  readonly until: number;
  readonly allowed: boolean;
}

const verdicts = new Map<string, Verdict>();

/**
 * Whether the holder of this cookie may use the app behind the route now: the app session lives, so does the sign-in it
 * came from, and the person still has the project. A verdict is believed for five seconds. Throws when the database is away.
 */
export async function isAllowedInApp(cookie: string, app: AppVisit): Promise<boolean> {
  const name = `${hashOf(cookie).toString("base64")} ${app.host}`;
  const known = verdicts.get(name);
  if (known && known.until > Date.now()) return known.allowed;
  const allowed = await look(cookie, app);
  if (verdicts.size > 10_000) verdicts.clear();
  verdicts.set(name, { allowed, until: Date.now() + verdictMs });
  return allowed;
}

async function look(cookie: string, app: AppVisit): Promise<boolean> {
  const tokenHash = hashOf(cookie);
  const [found] = await db
    .update(appSessions)
    .set({ lastSeenAt: sql`now()` })
    .from(loginSessions)
    .innerJoin(users, eq(users.id, loginSessions.userId))
    .where(
      and(
        eq(appSessions.tokenHash, tokenHash),
        eq(appSessions.host, app.host),
        eq(appSessions.appId, app.appId),
        gt(appSessions.expiresAt, sql`now()`),
        gt(appSessions.lastSeenAt, sql`now() - make_interval(secs => ${idleSeconds})`),
        eq(loginSessions.id, appSessions.sessionId),
        isNull(loginSessions.revokedAt),
        gt(loginSessions.expiresAt, sql`now()`),
        isNull(users.disabledAt),
        isNull(users.deletedAt),
      ),
    )
    .returning({ user: users, isAdministrator: isAdministrator(), sessionId: loginSessions.id, confirmedAt: loginSessions.confirmedAt });
  if (!found) return false;
  const credential = { kind: "session", sessionId: found.sessionId, confirmedAt: found.confirmedAt } as const;
  const actor = toActor(found.user, found.isAdministrator, credential, app.facts);
  try {
    await notingDenial(actor, "app.enter", () => authorize(actor, "job:write", app.projectId));
    return true;
  } catch (error) {
    if (error instanceof AppError && error.code !== "unavailable") return false;
    throw error;
  }
}

function toActor(
  user: typeof users.$inferSelect,
  isAdministrator: boolean,
  credential: UserActor["credential"],
  facts: AppVisit["facts"],
): UserActor {
  const { id: userId, name, displayName, mustChangePassword } = user;
  return {
    kind: "user",
    userId,
    name,
    displayName,
    mustChangePassword,
    isAdministrator,
    credential,
    locale: "en",
    requestId: facts?.requestId ?? null,
    address: facts?.address ?? null,
  };
}

function hashOf(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}
