import { and, eq, isNull } from "drizzle-orm";
import { transaction } from "@/db/client";
import { loginSessions, users } from "@/db/schema";
import { endSessions } from "@/lib/auth/end-sessions";
import { sessionActor } from "@/lib/auth/session-actor";
import { hashSid } from "@/lib/auth/session-token";
import { recordAudit } from "@/lib/changes/record-change";

/** Signing out: the session with this secret ends, if it still lives. */
export async function endSessionBySid(sid: string): Promise<void> {
  await transaction(async (tx) => {
    const [found] = await tx
      .select({ session: loginSessions, user: users })
      .from(loginSessions)
      .innerJoin(users, eq(users.id, loginSessions.userId))
      .where(and(eq(loginSessions.sidHash, hashSid(sid)), isNull(loginSessions.revokedAt)));
    if (!found) return;
    const { session, user } = found;
    await endSessions(tx, { sessionId: session.id });
    const actor = sessionActor(user, session, { isAdministrator: false, locale: "en", requestId: null, address: session.address });
    const subject = { type: "user", id: user.id, name: user.name } as const;
    await recordAudit(tx, actor, { type: "session.ended", subject, projectId: null }, "done");
  });
}
