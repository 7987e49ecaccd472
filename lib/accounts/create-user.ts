import { eq } from "drizzle-orm";
import { transaction } from "@/db/client";
import { users } from "@/db/schema";
import { addUser } from "@/lib/accounts/add-user";
import { type CreateUserInput, toUserView, type UserWithPasswordView } from "@/lib/accounts/user";
import type { Actor } from "@/lib/auth/actor";
import { authorizeConfirmed, authorizePlatform } from "@/lib/auth/authorize";
import { hashPassword, oneTimePassword } from "@/lib/auth/password";
import { recordChange } from "@/lib/changes/record-change";

/** A new person with a personal project and a password to hand over, which he replaces when he first signs in. */
export async function createUser(actor: Actor, input: CreateUserInput): Promise<UserWithPasswordView> {
  await authorizePlatform(actor, "user:manage");
  authorizeConfirmed(actor);
  const password = oneTimePassword();
  const passwordHash = await hashPassword(password);
  return transaction(async (tx) => {
    const added = await addUser(tx, actor, input);
    const [user = added] = await tx.update(users).set({ passwordHash, mustChangePassword: true }).where(eq(users.id, added.id)).returning();
    await recordChange(tx, actor, {
      type: "user.created",
      subject: { type: "user", id: user.id, name: user.name },
      projectId: null,
      fields: { isAdministrator: input.isAdministrator },
    });
    return { user: toUserView(user, input.isAdministrator), oneTimePassword: password };
  });
}
