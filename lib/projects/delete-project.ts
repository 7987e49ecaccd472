import { and, eq, gt, isNull, sql } from "drizzle-orm";
import { type Tx, transaction } from "@/db/client";
import { allocations, bindings, projects } from "@/db/schema";
import type { Actor } from "@/lib/auth/actor";
import { authorize, authorizeSelf, isUuid } from "@/lib/auth/authorize";
import { rolePermissions } from "@/lib/auth/permissions";
import { recordChange } from "@/lib/changes/record-change";
import { AppError, notFound } from "@/lib/errors";
import { type ProjectView, toProjectView } from "@/lib/projects/project";
import { wake } from "@/lib/worker/wake";

/** How long what was deleted can be taken back. */
export const binDays = 30;

/** Puts a project into the bin: nobody sees it, its owners can take it back for 30 days. It must not hold anything that runs. */
export async function deleteProject(actor: Actor, id: string): Promise<void> {
  const project = await authorize(actor, "project:delete", id);
  if (project.kind === "personal") throw new AppError("conflict", "projects.delete.personal");
  await transaction(async (tx) => {
    const running = await tx.$count(allocations, and(eq(allocations.projectId, id), isNull(allocations.until)));
    if (running > 0) throw new AppError("conflict", "projects.delete.running", { count: running, name: project.name });
    await setDeleted(tx, actor, id, new Date());
  });
}

/** Takes a project out of the bin. Its address may have been taken meanwhile: then it says so. */
export async function restoreProject(actor: Actor, id: string): Promise<ProjectView> {
  const { userId, isAdministrator, credential } = authorizeSelf(actor, "write");
  if (!isUuid(id) || (credential.kind === "key" && credential.projectIds !== null && !credential.projectIds.includes(id))) throw notFound();
  return transaction(async (tx) => {
    const [found] = await tx
      .select({ project: projects, role: bindings.role })
      .from(projects)
      .leftJoin(bindings, and(eq(bindings.projectId, id), eq(bindings.subjectKind, "user"), eq(bindings.subjectId, userId)))
      .where(and(eq(projects.id, id), gt(projects.deletedAt, sql`now() - make_interval(days => ${binDays})`)));
    const role = isAdministrator ? "owner" : found?.role;
    if (!found || !role || role === "administrator") throw notFound();
    if (!rolePermissions[role].has("project:delete")) throw new AppError("forbidden", "errors.forbidden", { permission: "project:delete" });
    const { slug } = found.project;
    if ((await tx.$count(projects, and(eq(projects.slug, slug), isNull(projects.deletedAt)))) > 0) {
      throw new AppError("conflict", "projects.restore.slugTaken", { slug });
    }
    return toProjectView(await setDeleted(tx, actor, id, null), role);
  });
}

async function setDeleted(tx: Tx, actor: Actor, id: string, deletedAt: Date | null): Promise<typeof projects.$inferSelect> {
  const [row] = await tx
    .update(projects)
    .set({ deletedAt, updatedAt: new Date(), version: sql`${projects.version} + 1` })
    .where(eq(projects.id, id))
    .returning();
  if (!row) throw notFound();
  const type = deletedAt === null ? "project.restored" : "project.deleted";
  await recordChange(tx, actor, { type, subject: { type: "project", id, name: row.name }, projectId: id });
  await wake(tx, "tenant", id);
  return row;
}
