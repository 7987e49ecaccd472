import { and, eq, isNull } from "drizzle-orm";
import { transaction } from "@/db/client";
import { loginSessions } from "@/db/schema";
import type { Actor } from "@/lib/auth/actor";
import { authorizeSession, isUuid } from "@/lib/auth/authorize";
import { endSessions } from "@/lib/auth/end-sessions";
import { recordChange } from "@/lib/changes/record-change";
import { notFound } from "@/lib/errors";

/** Signs one of one's own browsers out. */
export async function endSession(actor: Actor, id: string): Promise<void> {
  const { userId, name } = authorizeSession(actor);
  if (!isUuid(id)) throw notFound();
  await transaction(async (tx) => {
    const [mine] = await tx
      .select({ id: loginSessions.id })
      .from(loginSessions)
      .where(and(eq(loginSessions.id, id), eq(loginSessions.userId, userId), isNull(loginSessions.revokedAt)));
    if (!mine) throw notFound();
    await endSessions(tx, { sessionId: id });
    await recordChange(tx, actor, { type: "user.session_ended", subject: { type: "user", id: userId, name }, projectId: null });
  });
}

/** Signs out everywhere, here too. Access keys go on. Returns how many sessions ended. */
export async function endAllSessions(actor: Actor): Promise<{ readonly ended: number }> {
  const { userId, name } = authorizeSession(actor);
  return transaction(async (tx) => {
    const ended = await endSessions(tx, { userId });
    const subject = { type: "user", id: userId, name } as const;
    await recordChange(tx, actor, { type: "user.sessions_ended", subject, projectId: null, fields: { ended } });
    return { ended };
  });
}
