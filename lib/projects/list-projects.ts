import { and, asc, desc, eq, isNull } from "drizzle-orm";
import { db } from "@/db/client";
import { bindings, projects } from "@/db/schema";
import type { Actor } from "@/lib/auth/actor";
import { visibleTo } from "@/lib/auth/authorize";
import { type ProjectView, toProjectView } from "@/lib/projects/project";

/** The projects one may open, the personal one first. An administrator sees all. */
export async function listProjects(actor: Actor): Promise<readonly ProjectView[]> {
  const visible = visibleTo(actor, projects.id);
  const rows = await db
    .select({ project: projects, role: bindings.role })
    .from(projects)
    .leftJoin(
      bindings,
      and(
        eq(bindings.projectId, projects.id),
        eq(bindings.subjectKind, "user"),
        eq(bindings.subjectId, actor.kind === "user" ? actor.userId : projects.id),
      ),
    )
    .where(and(isNull(projects.deletedAt), visible))
    .orderBy(desc(eq(projects.createdBy, actor.kind === "user" ? actor.userId : projects.id)), asc(projects.kind), asc(projects.name))
    .limit(500);
  return rows.map(({ project, role }) => toProjectView(project, role === null || role === "administrator" ? "owner" : role));
}
