import { and, eq, isNull, sql } from "drizzle-orm";
import { transaction } from "@/db/client";
import { projects } from "@/db/schema";
import type { Actor } from "@/lib/auth/actor";
import { authorize } from "@/lib/auth/authorize";
import { recordChange } from "@/lib/changes/record-change";
import { AppError } from "@/lib/errors";
import { type ProjectView, toProjectView, type UpdateProjectInput } from "@/lib/projects/project";

/** Another name or description; the address stays, because links and scripts hold it. Throws `stale` when `version` is not the row's. */
export async function updateProject(
  actor: Actor,
  id: string,
  input: UpdateProjectInput,
  version: number | null = null,
): Promise<ProjectView> {
  const before = await authorize(actor, "project:update", id);
  return transaction(async (tx) => {
    const isAsRead = version === null ? undefined : eq(projects.version, version);
    const [row] = await tx
      .update(projects)
      .set({
        name: input.name ?? before.name,
        description: input.description ?? before.description,
        updatedAt: new Date(),
        version: sql`${projects.version} + 1`,
      })
      .where(and(eq(projects.id, id), isNull(projects.deletedAt), isAsRead))
      .returning();
    if (!row) throw new AppError("stale", "errors.stale");
    await recordChange(tx, actor, {
      type: "project.updated",
      subject: { type: "project", id, name: row.name },
      projectId: id,
      fields: Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined)),
    });
    return toProjectView(row, "owner");
  });
}
