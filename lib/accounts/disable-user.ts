import { eq, sql } from "drizzle-orm";
import { type Tx, transaction } from "@/db/client";
import { users } from "@/db/schema";
import { readUser } from "@/lib/accounts/get-user";
import { assertOtherAdministrator } from "@/lib/accounts/set-administrator";
import { toUserView, type UserView } from "@/lib/accounts/user";
import type { Actor } from "@/lib/auth/actor";
import { authorizeConfirmed, authorizePlatform } from "@/lib/auth/authorize";
import { endSessions } from "@/lib/auth/end-sessions";
import { recordChange } from "@/lib/changes/record-change";
import { AppError } from "@/lib/errors";

/** Ends every session and stops every key of a person at once; what he made stays. Nobody disables himself or the last administrator. */
export async function disableUser(actor: Actor, id: string): Promise<UserView> {
  const { userId } = await authorizePlatform(actor, "user:manage");
  authorizeConfirmed(actor);
  if (userId === id) throw new AppError("conflict", "admin.users.notYourself");
  return transaction(async (tx) => {
    const found = await readUser(id, tx);
    if (found.user.disabledAt !== null) return toUserView(found.user, found.isAdministrator);
    if (found.isAdministrator) await assertOtherAdministrator(tx, id);
    await endSessions(tx, { userId: id });
    return setDisabled(tx, actor, found, new Date());
  });
}

/** Lets a disabled person sign in again, with the password and the keys he had. */
export async function enableUser(actor: Actor, id: string): Promise<UserView> {
  await authorizePlatform(actor, "user:manage");
  authorizeConfirmed(actor);
  return transaction(async (tx) => {
    const found = await readUser(id, tx);
    if (found.user.disabledAt === null) return toUserView(found.user, found.isAdministrator);
    return setDisabled(tx, actor, found, null);
  });
}

async function setDisabled(tx: Tx, actor: Actor, found: Awaited<ReturnType<typeof readUser>>, disabledAt: Date | null): Promise<UserView> {
  const [row] = await tx
    .update(users)
    .set({ disabledAt, updatedAt: new Date(), version: sql`${users.version} + 1` })
    .where(eq(users.id, found.user.id))
    .returning();
  if (!row) throw new Error("update returned no row");
  const type = disabledAt === null ? "user.enabled" : "user.disabled";
  await recordChange(tx, actor, { type, subject: { type: "user", id: row.id, name: row.name }, projectId: null });
  return toUserView(row, found.isAdministrator);
}
