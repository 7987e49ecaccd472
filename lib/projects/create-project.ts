import { transaction } from "@/db/client";
import type { Actor } from "@/lib/auth/actor";
import { authorizeSelf, refusedKey } from "@/lib/auth/authorize";
import { recordChange } from "@/lib/changes/record-change";
import { invalidField } from "@/lib/errors";
import { addProject } from "@/lib/projects/add-project";
import { type CreateProjectInput, type ProjectView, toProjectView } from "@/lib/projects/project";
import { isReservedSlug } from "@/lib/projects/reserved-slugs";

/** A new shared project; who makes it is its first owner. A key that is bound to projects makes none. */
export async function createProject(actor: Actor, input: CreateProjectInput): Promise<ProjectView> {
  const { userId, credential } = authorizeSelf(actor, "write");
  if (credential.kind === "key" && credential.projectIds !== null) throw refusedKey("self:write");
  return transaction(async (tx) => {
    const project = await addProject(tx, { ...input, slug: input.slug ?? input.name, kind: "shared", ownerId: userId });
    // An address that was asked for is not quietly changed.
    if (input.slug !== undefined && project.slug !== input.slug) {
      const key = isReservedSlug(input.slug) ? "projects.slug.reserved" : "projects.slug.taken";
      throw invalidField("slug", key, { slug: input.slug, suggestion: project.slug });
    }
    await recordChange(tx, actor, {
      type: "project.created",
      subject: { type: "project", id: project.id, name: project.name },
      projectId: project.id,
      fields: { slug: project.slug },
    });
    return toProjectView(project, "owner");
  });
}
