import { eq } from "drizzle-orm";
import { db, transaction } from "@/db/client";
import { loginSessions, users } from "@/db/schema";
import type { Actor } from "@/lib/auth/actor";
import { authorizeSession } from "@/lib/auth/authorize";
import { isPassword } from "@/lib/auth/password";
import { recordAudit } from "@/lib/changes/record-change";
import { invalidField } from "@/lib/errors";
import { consume, forget } from "@/lib/rates/consume";

/** The password typed again: opens roles, keys and other people's sign-in to this session for 15 minutes. */
export async function confirmPassword(actor: Actor, password: string): Promise<void> {
  const { userId, name, credential } = authorizeSession(actor);
  await consume("confirmPassword", userId);
  const [user] = await db.select({ passwordHash: users.passwordHash }).from(users).where(eq(users.id, userId));
  const attempt = { type: "user.password_confirmed", subject: { type: "user", id: userId, name }, projectId: null } as const;
  if (!(await isPassword(user?.passwordHash ?? null, password))) {
    await transaction((tx) => recordAudit(tx, actor, attempt, "denied"));
    throw invalidField("password", "account.password.wrong");
  }
  await forget("confirmPassword", userId);
  await transaction(async (tx) => {
    await tx.update(loginSessions).set({ confirmedAt: new Date() }).where(eq(loginSessions.id, credential.sessionId));
    await recordAudit(tx, actor, attempt, "done");
  });
}
