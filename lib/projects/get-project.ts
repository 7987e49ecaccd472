import { and, eq, isNull } from "drizzle-orm";
import { db } from "@/db/client";
import { bindings, projects } from "@/db/schema";
import type { Actor } from "@/lib/auth/actor";
import { authorize } from "@/lib/auth/authorize";
import { notFound } from "@/lib/errors";
import { type ProjectView, toProjectView } from "@/lib/projects/project";

/** A project by its address. */
export async function getProjectBySlug(actor: Actor, slug: string): Promise<ProjectView> {
  const [found] = await db
    .select({ id: projects.id })
    .from(projects)
    .where(and(eq(projects.slug, slug), isNull(projects.deletedAt)));
  if (!found) throw notFound();
  return getProject(actor, found.id);
}

export async function getProject(actor: Actor, id: string): Promise<ProjectView> {
  const project = await authorize(actor, "project:read", id);
  const [binding] = await db
    .select({ role: bindings.role })
    .from(bindings)
    .where(
      and(eq(bindings.projectId, id), eq(bindings.subjectKind, "user"), eq(bindings.subjectId, actor.kind === "user" ? actor.userId : id)),
    );
  const role = binding?.role;
  return toProjectView(project, role === undefined || role === "administrator" ? "owner" : role);
}
