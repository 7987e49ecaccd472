import { and, eq } from "drizzle-orm";
import { db } from "@/db/client";
import { attempts, jobs } from "@/db/schema";
import type { Actor } from "@/lib/auth/actor";
import { authorizeRow, isUuid } from "@/lib/auth/authorize";
import { notFound } from "@/lib/errors";

export interface AttemptOf {
  readonly job: typeof jobs.$inferSelect;
  readonly attempt: typeof attempts.$inferSelect;
}

/** An attempt by its own id, if its job may be read. */
export async function authorizeAttempt(actor: Actor, attemptId: string): Promise<AttemptOf> {
  const [attempt] = isUuid(attemptId) ? await db.select().from(attempts).where(eq(attempts.id, attemptId)) : [];
  if (!attempt) throw notFound();
  return { attempt, job: await authorizeRow(actor, "job:read", jobs, attempt.jobId) };
}

/** The newest attempt of a job, or the one that is named. */
export async function authorizeAttemptOf(
  actor: Actor,
  { jobId, attemptId }: { readonly jobId: string; readonly attemptId?: string | undefined },
): Promise<AttemptOf> {
  const job = await authorizeRow(actor, "job:read", jobs, jobId);
  const which = attemptId === undefined ? eq(attempts.number, job.attempt) : eq(attempts.id, attemptId);
  const [attempt] =
    attemptId === undefined || isUuid(attemptId)
      ? await db
          .select()
          .from(attempts)
          .where(and(eq(attempts.jobId, jobId), which))
      : [];
  if (!attempt) throw notFound();
  return { job, attempt };
}

/** Whether nothing more will come of an attempt: all that it wrote is stored. */
export async function isFlushed(attemptId: string): Promise<boolean> {
  const [row] = await db
    .select({ flushedAt: attempts.flushedAt, endedAt: attempts.endedAt, compute: attempts.compute })
    .from(attempts)
    .where(eq(attempts.id, attemptId));
  return !row || row.flushedAt !== null || (row.endedAt !== null && row.compute === null);
}
