import { and, eq, isNull, sql } from "drizzle-orm";
import { type Tx, transaction } from "@/db/client";
import { users } from "@/db/schema";
import { readUser } from "@/lib/accounts/get-user";
import { toUserView, type UserWithPasswordView } from "@/lib/accounts/user";
import { type Actor, systemActor } from "@/lib/auth/actor";
import { authorizeConfirmed, authorizePlatform } from "@/lib/auth/authorize";
import { endSessions } from "@/lib/auth/end-sessions";
import { hashPassword, oneTimePassword } from "@/lib/auth/password";
import { recordChange } from "@/lib/changes/record-change";
import { AppError } from "@/lib/errors";
import { consume } from "@/lib/rates/consume";

/** Replaces a person's password by one to hand over, and ends all his sessions. His access keys go on. */
export async function resetPassword(actor: Actor, id: string): Promise<UserWithPasswordView> {
  await authorizePlatform(actor, "user:manage");
  const { userId } = authorizeConfirmed(actor);
  if (userId === id) throw new AppError("conflict", "admin.users.notYourself");
  await readUser(id);
  await consume("passwordReset", id);
  const password = oneTimePassword();
  const passwordHash = await hashPassword(password);
  return transaction(async (tx) => {
    const { isAdministrator } = await readUser(id, tx);
    const user = await setOneTimePassword(tx, actor, id, passwordHash);
    return { user: toUserView(user, isAdministrator), oneTimePassword: password };
  });
}

/**
 * The way back in for who owns the machine: a new password for `name`, who is enabled again if he was disabled. Returns the
 * password; throws `not_found`.
 */
export async function resetPasswordFromShell(name: string): Promise<string> {
  const password = oneTimePassword();
  const passwordHash = await hashPassword(password);
  return transaction(async (tx) => {
    const [found] = await tx
      .select()
      .from(users)
      .where(and(eq(users.name, name.normalize("NFKC").trim().toLowerCase()), isNull(users.deletedAt)));
    if (!found) throw new AppError("not_found", "account.name.unknown", { name });
    await tx.update(users).set({ disabledAt: null }).where(eq(users.id, found.id));
    await setOneTimePassword(tx, systemActor("shell"), found.id, passwordHash);
    return password;
  });
}

async function setOneTimePassword(tx: Tx, actor: Actor, id: string, passwordHash: string): Promise<typeof users.$inferSelect> {
  const [user] = await tx
    .update(users)
    .set({ passwordHash, mustChangePassword: true, updatedAt: new Date(), version: sql`${users.version} + 1` })
    .where(eq(users.id, id))
    .returning();
  if (!user) throw new Error("update returned no row");
  await endSessions(tx, { userId: id });
  await recordChange(tx, actor, { type: "user.password_reset", subject: { type: "user", id, name: user.name }, projectId: null });
  return user;
}
