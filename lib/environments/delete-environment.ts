import { and, eq, inArray, isNotNull, isNull, sql } from "drizzle-orm";
import { db, transaction } from "@/db/client";
import { environments, environmentVersions, jobs } from "@/db/schema";
import type { Actor } from "@/lib/auth/actor";
import { authorize, isUuid } from "@/lib/auth/authorize";
import { recordChange } from "@/lib/changes/record-change";
import { authorizeEnvironment } from "@/lib/environments/authorize-environment";
import type { EnvironmentView } from "@/lib/environments/environment";
import { getEnvironment } from "@/lib/environments/get-environment";
import { AppError, notFound, sqlState } from "@/lib/errors";

/** Puts an environment into the bin. Refused while a job that has not ended needs it; what ended keeps its name and lock. */
export async function deleteEnvironment(actor: Actor, id: string): Promise<void> {
  const row = await authorizeEnvironment(actor, "environment:write", id);
  if (row.projectId === null) throw new AppError("conflict", "environments.platformOwned", { name: row.name });
  const [user] = await db
    .select({ name: jobs.name })
    .from(jobs)
    .innerJoin(environmentVersions, eq(environmentVersions.id, jobs.environmentVersionId))
    .where(
      and(
        eq(environmentVersions.environmentId, id),
        isNull(jobs.deletedAt),
        inArray(jobs.status, ["queued", "starting", "running", "stopping"]),
      ),
    )
    .limit(1);
  if (user) throw new AppError("conflict", "environments.inUse", { name: row.name, job: user.name });
  await transaction(async (tx) => {
    await tx
      .update(environments)
      .set({ deletedAt: sql`now()`, version: row.version + 1 })
      .where(eq(environments.id, id));
    await recordChange(tx, actor, {
      type: "environment.deleted",
      subject: { type: "environment", id, name: row.name },
      projectId: row.projectId,
    });
  });
}

/** Takes an environment back out of the bin. Throws `conflict` when its address was taken meanwhile. */
export async function restoreEnvironment(actor: Actor, id: string): Promise<EnvironmentView> {
  const [row] = isUuid(id)
    ? await db
        .select()
        .from(environments)
        .where(and(eq(environments.id, id), isNotNull(environments.deletedAt)))
    : [];
  if (!row?.projectId) throw notFound();
  const { projectId } = row;
  await authorize(actor, "environment:write", projectId);
  try {
    await transaction(async (tx) => {
      await tx
        .update(environments)
        .set({ deletedAt: null, version: row.version + 1 })
        .where(eq(environments.id, id));
      await recordChange(tx, actor, { type: "environment.restored", subject: { type: "environment", id, name: row.name }, projectId });
    });
  } catch (error) {
    if (sqlState(error) === "23505") throw new AppError("conflict", "errors.slug.taken", { slug: row.slug });
    throw error;
  }
  return getEnvironment(actor, id);
}
