import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import { db, transaction } from "@/db/client";
import { users } from "@/db/schema";
import { givenPassword, newPassword } from "@/lib/accounts/user";
import type { Actor } from "@/lib/auth/actor";
import { authorizePasswordChange } from "@/lib/auth/authorize";
import { endSessions } from "@/lib/auth/end-sessions";
import { hashPassword, isPassword } from "@/lib/auth/password";
import { startSession } from "@/lib/auth/start-session";
import { recordChange } from "@/lib/changes/record-change";
import { invalidField } from "@/lib/errors";
import { consume, forget } from "@/lib/rates/consume";

export const changePasswordInput = z.strictObject({ current: givenPassword, next: newPassword });
export type ChangePasswordInput = z.output<typeof changePasswordInput>;

/** One's own new password. Every session ends, this one too: the returned secret is for the cookie of the one that follows. */
export async function changePassword(
  actor: Actor,
  input: ChangePasswordInput & { readonly userAgent: string | null },
): Promise<{ readonly userId: string; readonly sid: string }> {
  const { userId, name, address } = authorizePasswordChange(actor);
  await consume("confirmPassword", userId);
  const [user] = await db.select().from(users).where(eq(users.id, userId));
  if (!(await isPassword(user?.passwordHash ?? null, input.current))) throw invalidField("current", "account.password.wrong");
  if (input.current === input.next) throw invalidField("next", "account.password.same");
  await forget("confirmPassword", userId);
  const passwordHash = await hashPassword(input.next);
  return transaction(async (tx) => {
    await tx
      .update(users)
      .set({ passwordHash, mustChangePassword: false, updatedAt: new Date(), version: sql`${users.version} + 1` })
      .where(eq(users.id, userId));
    await endSessions(tx, { userId });
    const { sid } = await startSession(tx, userId, { address, userAgent: input.userAgent });
    await recordChange(tx, actor, { type: "user.password_changed", subject: { type: "user", id: userId, name }, projectId: null });
    return { userId, sid };
  });
}
