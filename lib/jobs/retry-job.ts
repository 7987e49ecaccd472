import { eq, sql } from "drizzle-orm";
import { type Tx, transaction } from "@/db/client";
import { jobs } from "@/db/schema";
import type { UserActor } from "@/lib/auth/actor";
import { authorizeRow } from "@/lib/auth/authorize";
import { recordChange } from "@/lib/changes/record-change";
import { AppError } from "@/lib/errors";
import { assertMayRunCode } from "@/lib/jobs/assert-may-run-code";
import { insertAttempt } from "@/lib/jobs/create-job";
import { getJob } from "@/lib/jobs/get-job";
import type { JobView } from "@/lib/jobs/job";
import { canMove } from "@/lib/jobs/job-status";
import { consume } from "@/lib/rates/consume";
import { enter, type StageEntry } from "@/lib/timeline/enter";
import { assertMountable } from "@/lib/volumes/resolve-volumes";
import { wake } from "@/lib/worker/wake";

/** Tries a failed or cancelled job once more as it is; earlier attempts keep their logs and outputs. */
export async function retryJob(actor: UserActor, id: string): Promise<JobView> {
  const before = await authorizeRow(actor, "job:write", jobs, id);
  await consume("jobSubmit", actor.userId);
  await assertMayRunCode(actor.userId);
  await transaction(async (tx) => {
    const [job] = await tx.select().from(jobs).where(eq(jobs.id, before.id)).for("update");
    if (!job || !canMove(job.status, "queued")) throw new AppError("conflict", "jobs.refused.retry", { name: before.name });
    await assertMountable(tx, job);
    await queueAgain(tx, job, { key: "timeline.retried", params: { name: actor.displayName } });
    await recordChange(tx, actor, { type: "job.retried", subject: { type: "job", id, name: job.name }, projectId: job.projectId });
  });
  return getJob(actor, id);
}

/** Puts a job into the queue with its next attempt. */
export async function queueAgain(tx: Tx, job: typeof jobs.$inferSelect, why: Pick<StageEntry, "key" | "params">): Promise<void> {
  const number = job.attempt + 1;
  await insertAttempt(tx, { job, number });
  await tx
    .update(jobs)
    .set({
      status: "queued",
      attempt: number,
      message: null,
      stopRequestedAt: null,
      stopRequestedBy: null,
      queuedAt: sql`now()`,
      startedAt: null,
      endedAt: null,
      version: job.version + 1,
      updatedAt: sql`now()`,
    })
    .where(eq(jobs.id, job.id));
  await enter(tx, { subject: { type: "job", id: job.id }, attempt: number, stage: "queued", ...why });
  await wake(tx, "job", job.id);
}
