import { and, desc, eq, gt, isNull, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { loginSessions } from "@/db/schema";
import { type SessionView, toSessionView } from "@/lib/accounts/session";
import type { Actor } from "@/lib/auth/actor";
import { authorizeSelf } from "@/lib/auth/authorize";
import { idleSeconds } from "@/lib/auth/session-token";

/** One's own living sessions, the one used last first. */
export async function listSessions(actor: Actor): Promise<readonly SessionView[]> {
  const { userId, credential } = authorizeSelf(actor, "read");
  const rows = await db
    .select()
    .from(loginSessions)
    .where(
      and(
        eq(loginSessions.userId, userId),
        isNull(loginSessions.revokedAt),
        gt(loginSessions.expiresAt, sql`now()`),
        gt(loginSessions.lastSeenAt, sql`now() - make_interval(secs => ${idleSeconds})`),
      ),
    )
    .orderBy(desc(loginSessions.lastSeenAt))
    .limit(100);
  return rows.map((row) => toSessionView(row, credential.kind === "session" ? credential.sessionId : null));
}
