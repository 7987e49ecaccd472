import { and, eq, gt, isNull } from "drizzle-orm";
import { db } from "@/db/client";
import { listening } from "@/db/listen";
import { accessKeys, loginSessions, users } from "@/db/schema";
import type { UserActor } from "@/lib/auth/actor";

const lookAgainMs = 8_000;

/**
 * A signal that fires when one of `ends` does or when what let the actor in is over: session revoked, key revoked, account
 * disabled. At the latest some seconds after.
 */
export async function sessionSignal(actor: UserActor, ends: readonly AbortSignal[]): Promise<AbortSignal> {
  const controller = new AbortController();
  const check = async () => {
    if (!(await isStillGood(actor).catch(() => true))) controller.abort();
  };
  const unlisten = await listening.listen("cairn_sessions", () => void check());
  const timer = setInterval(check, lookAgainMs);
  const end = () => {
    clearInterval(timer);
    unlisten();
  };
  controller.signal.addEventListener("abort", end);
  for (const each of ends) {
    each.addEventListener("abort", () => controller.abort());
    if (each.aborted) controller.abort();
  }
  return controller.signal;
}

async function isStillGood({ userId, credential }: UserActor): Promise<boolean> {
  const [user] = await db
    .select({ id: users.id })
    .from(users)
    .where(and(eq(users.id, userId), isNull(users.disabledAt), isNull(users.deletedAt)));
  if (!user) return false;
  const now = new Date();
  const [live] =
    credential.kind === "session"
      ? await db
          .select({ id: loginSessions.id })
          .from(loginSessions)
          .where(and(eq(loginSessions.id, credential.sessionId), isNull(loginSessions.revokedAt), gt(loginSessions.expiresAt, now)))
      : await db
          .select({ id: accessKeys.id })
          .from(accessKeys)
          .where(and(eq(accessKeys.id, credential.keyId), isNull(accessKeys.revokedAt), gt(accessKeys.expiresAt, now)));
  return live !== undefined;
}
