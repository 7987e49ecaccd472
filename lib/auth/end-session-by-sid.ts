import { and, eq, isNull } from "drizzle-orm";
import { transaction } from "@/db/client";
import { loginSessions, users } from "@/db/schema";
import { systemActor } from "@/lib/auth/actor";
import { endSessions } from "@/lib/auth/end-sessions";
import { hashSid } from "@/lib/auth/session-token";
import { recordAudit } from "@/lib/changes/record-change";

/** Signing out: the session with this secret ends, if it still lives. */
export async function endSessionBySid(sid: string): Promise<void> {
  await transaction(async (tx) => {
    const [found] = await tx
      .select({ id: loginSessions.id, user: users })
      .from(loginSessions)
      .innerJoin(users, eq(users.id, loginSessions.userId))
      .where(and(eq(loginSessions.sidHash, hashSid(sid)), isNull(loginSessions.revokedAt)));
    if (!found) return;
    await endSessions(tx, { sessionId: found.id });
    const subject = { type: "user", id: found.user.id, name: found.user.name } as const;
    await recordAudit(tx, systemActor("sign-in"), { type: "session.ended", subject, projectId: null }, "done");
  });
}
