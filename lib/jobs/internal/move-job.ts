import { and, eq, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { attempts, jobs } from "@/db/schema";
import type { JobStatus } from "@/db/values";
import { recordObservation } from "@/lib/changes/record-change";
import { canMove } from "@/lib/jobs/job-status";

interface Move {
  readonly job: Pick<typeof jobs.$inferSelect, "id" | "name" | "projectId" | "status" | "attempt">;
  readonly to: JobStatus;
  readonly values?: Partial<typeof jobs.$inferInsert>;
  readonly attempt?: Partial<typeof attempts.$inferInsert>;
}

/**
 * Moves a job and its newest attempt to another status, if it still has the one that was read. Returns whether it did: a
 * person may have stopped it meanwhile, then the next look starts from there.
 */
export async function moveJob(tx: Tx, { job, to, values = {}, attempt = {} }: Move): Promise<boolean> {
  if (!canMove(job.status, to)) throw new Error(`a job does not move from ${job.status} to ${to}`);
  const moved = await tx
    .update(jobs)
    .set({ ...values, status: to, version: sql`${jobs.version} + 1`, updatedAt: sql`now()` })
    .where(and(eq(jobs.id, job.id), eq(jobs.status, job.status), eq(jobs.attempt, job.attempt)))
    .returning({ id: jobs.id });
  if (moved.length === 0) return false;
  await tx
    .update(attempts)
    .set({ ...attempt, status: to })
    .where(and(eq(attempts.jobId, job.id), eq(attempts.number, job.attempt)));
  await tellOf(tx, job);
  return true;
}

/** Tells pages that something about a job is new. */
export async function tellOf(tx: Tx, job: Pick<typeof jobs.$inferSelect, "id" | "name" | "projectId">): Promise<void> {
  await recordObservation(tx, { type: "job.changed", subject: { type: "job", id: job.id, name: job.name }, projectId: job.projectId });
}
