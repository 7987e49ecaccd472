import type { Tx } from "@/db/client";
import { bindings, users } from "@/db/schema";
import type { Actor } from "@/lib/auth/actor";
import { recordChange } from "@/lib/changes/record-change";
import { invalidField } from "@/lib/errors";
import { newId } from "@/lib/id";
import { addProject } from "@/lib/projects/add-project";

interface NewUser {
  readonly name: string;
  readonly displayName?: string | undefined;
  readonly isAdministrator: boolean;
  readonly locale?: string;
}

/** A user's rows, his personal project among them. He cannot sign in before a password is set. */
export async function addUser(tx: Tx, actor: Actor, given: NewUser): Promise<typeof users.$inferSelect> {
  const [user] = await tx
    .insert(users)
    .values({ id: newId(), name: given.name, displayName: given.displayName ?? given.name, locale: given.locale ?? null })
    .onConflictDoNothing()
    .returning();
  if (!user) throw invalidField("name", "account.name.taken", { name: given.name });
  const createdBy = actor.kind === "user" ? actor.userId : null;
  if (given.isAdministrator) {
    await tx.insert(bindings).values({ id: newId(), subjectKind: "user", subjectId: user.id, role: "administrator", createdBy });
  }
  const project = await addProject(tx, { name: user.displayName, slug: user.name, kind: "personal", ownerId: user.id });
  await recordChange(tx, actor, {
    type: "project.created",
    subject: { type: "project", id: project.id, name: project.name },
    projectId: project.id,
    fields: { kind: "personal" },
  });
  return user;
}
