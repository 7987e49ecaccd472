import { and, eq, isNull, ne, sql } from "drizzle-orm";
import { type Tx, transaction } from "@/db/client";
import { bindings, users } from "@/db/schema";
import { readUser } from "@/lib/accounts/get-user";
import { toUserView, type UserView } from "@/lib/accounts/user";
import type { Actor } from "@/lib/auth/actor";
import { authorizeConfirmed, authorizePlatform } from "@/lib/auth/authorize";
import { recordChange } from "@/lib/changes/record-change";
import { AppError } from "@/lib/errors";
import { newId } from "@/lib/id";

/** Makes a person an administrator of the installation. */
export async function makeAdministrator(actor: Actor, id: string): Promise<UserView> {
  const { userId } = await authorizePlatform(actor, "user:manage");
  authorizeConfirmed(actor);
  return transaction(async (tx) => {
    const { user, isAdministrator } = await readUser(id, tx);
    if (isAdministrator) return toUserView(user, true);
    await tx.insert(bindings).values({ id: newId(), subjectKind: "user", subjectId: id, role: "administrator", createdBy: userId });
    await recordRole(tx, actor, user, true);
    return toUserView(user, true);
  });
}

/** Takes the role back; someone who can sign in must keep it. It counts from the person's next request. */
export async function unmakeAdministrator(actor: Actor, id: string): Promise<UserView> {
  await authorizePlatform(actor, "user:manage");
  authorizeConfirmed(actor);
  return transaction(async (tx) => {
    const { user, isAdministrator } = await readUser(id, tx);
    if (!isAdministrator) return toUserView(user, false);
    await assertOtherAdministrator(tx, id);
    await tx.delete(bindings).where(and(eq(bindings.subjectId, id), isNull(bindings.projectId), eq(bindings.role, "administrator")));
    await recordRole(tx, actor, user, false);
    return toUserView(user, false);
  });
}

/** Throws `conflict` when nobody else who can sign in administers the installation; holds that true until the commit. */
export async function assertOtherAdministrator(tx: Tx, exceptId: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(7231004)`);
  const [other] = await tx
    .select({ id: users.id })
    .from(bindings)
    .innerJoin(users, eq(users.id, bindings.subjectId))
    .where(
      and(
        eq(bindings.role, "administrator"),
        isNull(bindings.projectId),
        ne(users.id, exceptId),
        isNull(users.disabledAt),
        isNull(users.deletedAt),
      ),
    )
    .limit(1);
  if (!other) throw new AppError("conflict", "admin.users.lastAdministrator");
}

async function recordRole(tx: Tx, actor: Actor, user: typeof users.$inferSelect, isAdministrator: boolean): Promise<void> {
  const subject = { type: "user", id: user.id, name: user.name } as const;
  await recordChange(tx, actor, { type: "user.role_changed", subject, projectId: null, fields: { isAdministrator } });
}
