import { and, eq, isNull } from "drizzle-orm";
import { transaction } from "@/db/client";
import { bindings, users } from "@/db/schema";
import type { Actor } from "@/lib/auth/actor";
import { authorize } from "@/lib/auth/authorize";
import { recordChange } from "@/lib/changes/record-change";
import { AppError, invalidField } from "@/lib/errors";
import { newId } from "@/lib/id";
import { tellRights } from "@/lib/projects/change-role";
import { type AddMemberInput, type MemberView, toMemberView } from "@/lib/projects/member";

/** Gives a person a role in the project. A personal project has one person. */
export async function addMember(actor: Actor, projectId: string, input: AddMemberInput): Promise<MemberView> {
  const project = await authorize(actor, "member:manage", projectId);
  if (project.kind === "personal") throw new AppError("conflict", "projects.members.personal");
  return transaction(async (tx) => {
    const [user] = await tx
      .select()
      .from(users)
      .where(and(eq(users.name, input.name), isNull(users.deletedAt), isNull(users.disabledAt)));
    if (!user) throw invalidField("name", "projects.members.unknown", { name: input.name });
    const [binding] = await tx
      .insert(bindings)
      .values({ id: newId(), subjectKind: "user", subjectId: user.id, role: input.role, projectId, createdBy: creator(actor) })
      .onConflictDoNothing()
      .returning();
    if (!binding) throw invalidField("name", "projects.members.already", { name: user.displayName });
    await tellRights(tx, user.id);
    await recordChange(tx, actor, {
      type: "project.member_added",
      subject: { type: "project", id: projectId, name: project.name },
      projectId,
      fields: { user: user.name, role: input.role },
    });
    return toMemberView(user, binding);
  });
}

function creator(actor: Actor): string | null {
  return actor.kind === "user" ? actor.userId : null;
}
