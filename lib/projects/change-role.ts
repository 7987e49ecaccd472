import { and, eq, ne, sql } from "drizzle-orm";
import { type Tx, transaction } from "@/db/client";
import { bindings, users } from "@/db/schema";
import type { ProjectRole } from "@/db/values";
import type { Actor } from "@/lib/auth/actor";
import { authorize, isUuid } from "@/lib/auth/authorize";
import { recordChange } from "@/lib/changes/record-change";
import { AppError, notFound } from "@/lib/errors";
import { type MemberView, toMemberView } from "@/lib/projects/member";

/** Another role for a member; it counts from his next request. The last owner stays one. */
export async function changeRole(actor: Actor, projectId: string, userId: string, role: ProjectRole): Promise<MemberView> {
  const project = await authorize(actor, "member:manage", projectId);
  return transaction(async (tx) => {
    const { user, binding } = await lockMember(tx, projectId, userId);
    if (binding.role === role) return toMemberView(user, binding);
    if (binding.role === "owner") await assertOtherOwner(tx, projectId, userId);
    const [changed = binding] = await tx.update(bindings).set({ role }).where(eq(bindings.id, binding.id)).returning();
    await tellRights(tx, userId);
    await recordChange(tx, actor, {
      type: "project.role_changed",
      subject: { type: "project", id: projectId, name: project.name },
      projectId,
      fields: { user: user.name, role, before: binding.role },
    });
    return toMemberView(user, changed);
  });
}

/** A member's rows, with all members of the project held as they are until the commit; throws `not_found`. */
export async function lockMember(tx: Tx, projectId: string, userId: string) {
  if (!isUuid(userId)) throw notFound();
  await tx.execute(sql`select pg_advisory_xact_lock(7231006, hashtext(${projectId}))`);
  const [found] = await tx
    .select({ user: users, binding: bindings })
    .from(bindings)
    .innerJoin(users, eq(users.id, bindings.subjectId))
    .where(and(eq(bindings.projectId, projectId), eq(bindings.subjectKind, "user"), eq(bindings.subjectId, userId)));
  if (!found) throw notFound();
  return found;
}

export async function assertOtherOwner(tx: Tx, projectId: string, exceptId: string): Promise<void> {
  const others = and(eq(bindings.projectId, projectId), eq(bindings.role, "owner"), ne(bindings.subjectId, exceptId));
  if ((await tx.$count(bindings, others)) === 0) throw new AppError("conflict", "projects.members.lastOwner");
}

/** What the person may see has changed: his open streams and sockets are checked again. */
export async function tellRights(tx: Tx, userId: string): Promise<void> {
  await tx.execute(sql`select pg_notify('cairn_sessions', ${`rights:${userId}`})`);
}
