import { and, eq, sql } from "drizzle-orm";
import { transaction } from "@/db/client";
import { attempts, jobs } from "@/db/schema";
import type { UserActor } from "@/lib/auth/actor";
import { authorizeRow } from "@/lib/auth/authorize";
import { recordChange } from "@/lib/changes/record-change";
import { env } from "@/lib/env";
import { AppError, type Message } from "@/lib/errors";
import { getJob } from "@/lib/jobs/get-job";
import type { JobView } from "@/lib/jobs/job";
import { hasEnded } from "@/lib/jobs/job-status";
import { release } from "@/lib/scheduling/admit";
import { enter } from "@/lib/timeline/enter";
import { wake } from "@/lib/worker/wake";

/** Ends a job: one that waits at once, one that runs gets a signal, and its outputs are kept. Stopping twice changes nothing. */
export async function stopJob(actor: UserActor, id: string): Promise<JobView> {
  const before = await authorizeRow(actor, "job:stop", jobs, id);
  if (hasEnded(before.status)) throw new AppError("conflict", "jobs.refused.ended", { name: before.name });
  await transaction(async (tx) => {
    const [job] = await tx.select().from(jobs).where(eq(jobs.id, id)).for("update");
    if (!job || hasEnded(job.status) || job.stopRequestedAt !== null) return;
    const isWaiting = job.status === "queued";
    const message: Message = { key: "jobs.end.cancelled", params: { name: actor.displayName } };
    await tx
      .update(jobs)
      .set({
        stopRequestedAt: sql`now()`,
        stopRequestedBy: actor.userId,
        version: job.version + 1,
        updatedAt: sql`now()`,
        ...(isWaiting ? { status: "cancelled" as const, message, endedAt: sql`now()` } : { status: "stopping" as const, message: null }),
      })
      .where(eq(jobs.id, id));
    await tx
      .update(attempts)
      .set(isWaiting ? { status: "cancelled", message, endedAt: sql`now()` } : { status: "stopping" })
      .where(and(eq(attempts.jobId, id), eq(attempts.number, job.attempt)));
    const subject = { type: "job", id } as const;
    const params = { name: actor.displayName };
    if (isWaiting) {
      await enter(tx, { subject, attempt: job.attempt, stage: "ended", key: "timeline.cancelled", params });
      await release(tx, { subjectId: id, compute: env.CAIRN_COMPUTE });
    } else {
      await wake(tx, "job", id);
    }
    await recordChange(tx, actor, { type: "job.stopped", subject: { ...subject, name: job.name }, projectId: job.projectId });
  });
  return getJob(actor, id);
}
