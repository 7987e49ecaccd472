import { eq } from "drizzle-orm";
import { transaction } from "@/db/client";
import { bindings } from "@/db/schema";
import type { Actor } from "@/lib/auth/actor";
import { authorize } from "@/lib/auth/authorize";
import { recordChange } from "@/lib/changes/record-change";
import { AppError } from "@/lib/errors";
import { assertOtherOwner, lockMember, tellRights } from "@/lib/projects/change-role";

/** Takes a person out of the project; what he made stays. Everyone may leave; the last owner stays. */
export async function removeMember(actor: Actor, projectId: string, userId: string): Promise<void> {
  const isLeaving = actor.kind === "user" && actor.userId === userId;
  const project = await authorize(actor, isLeaving ? "project:leave" : "member:manage", projectId);
  if (project.kind === "personal") throw new AppError("conflict", "projects.members.personal");
  await transaction(async (tx) => {
    const { user, binding } = await lockMember(tx, projectId, userId);
    if (binding.role === "owner") await assertOtherOwner(tx, projectId, userId);
    await tx.delete(bindings).where(eq(bindings.id, binding.id));
    await tellRights(tx, userId);
    await recordChange(tx, actor, {
      type: "project.member_removed",
      subject: { type: "project", id: projectId, name: project.name },
      projectId,
      fields: { user: user.name, role: binding.role },
    });
  });
}
