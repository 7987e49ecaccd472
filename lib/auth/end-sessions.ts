import { and, eq, inArray, isNull, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { appSessions, loginSessions, tickets } from "@/db/schema";

/** Which sessions end: one by its id, or all of a person. */
export type EndedSessions = { readonly sessionId: string } | { readonly userId: string };

/**
 * Ends sessions and with them the app cookies and tickets made from them. Streams and sockets hear of it by notification
 * and close within seconds. Returns how many lived.
 */
export async function endSessions(tx: Tx, which: EndedSessions): Promise<number> {
  const theirs = "sessionId" in which ? eq(loginSessions.id, which.sessionId) : eq(loginSessions.userId, which.userId);
  const ended = await tx
    .update(loginSessions)
    .set({ revokedAt: new Date() })
    .where(and(theirs, isNull(loginSessions.revokedAt)))
    .returning({ id: loginSessions.id });
  const ids = ended.map(({ id }) => id);
  if (ids.length > 0) {
    await tx.delete(appSessions).where(inArray(appSessions.sessionId, ids));
    await tx.delete(tickets).where(inArray(tickets.sessionId, ids));
  }
  const payload = "sessionId" in which ? which.sessionId : `user:${which.userId}`;
  await tx.execute(sql`select pg_notify('cairn_sessions', ${payload})`);
  return ids.length;
}
