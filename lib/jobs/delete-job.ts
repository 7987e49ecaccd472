import { and, eq, gt, sql } from "drizzle-orm";
import { db, transaction } from "@/db/client";
import { jobs } from "@/db/schema";
import type { UserActor } from "@/lib/auth/actor";
import { authorize, authorizeRow, isUuid } from "@/lib/auth/authorize";
import { recordChange } from "@/lib/changes/record-change";
import { binDays } from "@/lib/datasets/bin-days";
import { AppError, notFound, sqlState } from "@/lib/errors";
import { getJob } from "@/lib/jobs/get-job";
import type { JobView } from "@/lib/jobs/job";
import { hasEnded } from "@/lib/jobs/job-status";

/** Puts an ended job with its log and outputs into the bin. One that still runs has to be stopped first. */
export async function deleteJob(actor: UserActor, id: string): Promise<void> {
  await authorizeRow(actor, "job:write", jobs, id);
  await transaction(async (tx) => {
    const [job] = await tx.select().from(jobs).where(eq(jobs.id, id)).for("update");
    if (!job) throw notFound();
    if (!hasEnded(job.status)) throw new AppError("conflict", "jobs.refused.deleteRunning", { name: job.name });
    await tx
      .update(jobs)
      .set({ deletedAt: sql`now()`, version: job.version + 1 })
      .where(eq(jobs.id, id));
    await recordChange(tx, actor, { type: "job.deleted", subject: { type: "job", id, name: job.name }, projectId: job.projectId });
  });
}

/** Takes a job back out of the bin, for 30 days. Throws `conflict` when its address was taken meanwhile. */
export async function restoreJob(actor: UserActor, id: string): Promise<JobView> {
  const [job] = isUuid(id)
    ? await db
        .select()
        .from(jobs)
        .where(and(eq(jobs.id, id), gt(jobs.deletedAt, sql`now() - make_interval(days => ${binDays})`)))
    : [];
  if (!job) throw notFound();
  await authorize(actor, "job:write", job.projectId);
  try {
    await transaction(async (tx) => {
      await tx
        .update(jobs)
        .set({ deletedAt: null, version: job.version + 1 })
        .where(eq(jobs.id, id));
      await recordChange(tx, actor, { type: "job.restored", subject: { type: "job", id, name: job.name }, projectId: job.projectId });
    });
  } catch (error) {
    if (sqlState(error) === "23505") throw new AppError("conflict", "errors.slug.taken", { slug: job.slug });
    throw error;
  }
  return getJob(actor, id);
}
