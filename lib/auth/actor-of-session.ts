import { and, eq, gt, isNull, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { loginSessions, users } from "@/db/schema";
import type { UserActor } from "@/lib/auth/actor";
import { isAdministrator } from "@/lib/auth/actor-of-token";
import { readOwnCookies, sessionCookie } from "@/lib/auth/cookies";
import { sessionActor } from "@/lib/auth/session-actor";
import { decodeSession, hashSid, idleSeconds } from "@/lib/auth/session-token";
import type { RequestFacts } from "@/lib/http/request-facts";

/**
 * The person behind a session cookie: only while its row lives, is used, and its owner may sign in; else null.
 * Throws `invalid` when a cookie of ours was sent twice.
 */
export async function actorOfSession(headers: Headers, facts: RequestFacts): Promise<UserActor | null> {
  const cookie = readOwnCookies(headers.get("cookie")).get(sessionCookie);
  const payload = cookie ? await decodeSession(cookie) : null;
  if (!payload) return null;
  const [found] = await db
    .select({ session: loginSessions, user: users, isAdministrator: isAdministrator() })
    .from(loginSessions)
    .innerJoin(users, eq(users.id, loginSessions.userId))
    .where(
      and(
        eq(loginSessions.sidHash, hashSid(payload.sid)),
        eq(loginSessions.userId, payload.sub),
        isNull(loginSessions.revokedAt),
        gt(loginSessions.expiresAt, sql`now()`),
        gt(loginSessions.lastSeenAt, sql`now() - make_interval(secs => ${idleSeconds})`),
        isNull(users.disabledAt),
        isNull(users.deletedAt),
      ),
    );
  if (!found) return null;
  const { session, user } = found;
  if (Date.now() - session.lastSeenAt.getTime() > 60_000) {
    await db.update(loginSessions).set({ lastSeenAt: new Date(), address: facts.address }).where(eq(loginSessions.id, session.id));
  }
  return sessionActor(user, session, { ...facts, isAdministrator: found.isAdministrator });
}
