import { and, eq, inArray, isNotNull, sql } from "drizzle-orm";
import { transaction } from "@/db/client";
import { jobs } from "@/db/schema";
import { AppError, isDiskFull, type Message } from "@/lib/errors";
import { tellOf } from "@/lib/jobs/internal/move-job";
import type { JobParts } from "@/lib/jobs/internal/read-job-parts";
import { log } from "@/lib/log";
import { enter } from "@/lib/timeline/enter";

/** Says on a job that was given to its backend what keeps it from going on; it is tried again all the while. The same again tells nobody. */
export async function sayHindrance(
  { job, attempt }: JobParts,
  error: unknown,
  stage: "starting" | "running" | "collecting",
): Promise<void> {
  const message = hindrance(error);
  if (!message) return;
  await transaction(async (tx) => {
    const news = await tx
      .update(jobs)
      .set({ message })
      .where(
        and(
          eq(jobs.id, job.id),
          eq(jobs.attempt, attempt.number),
          inArray(jobs.status, ["starting", "running", "stopping"]),
          sql`${jobs.message} is distinct from ${JSON.stringify(message)}::jsonb`,
        ),
      )
      .returning({ id: jobs.id });
    if (news.length === 0) return;
    if (stage !== "running") await enter(tx, { subject: { type: "job", id: job.id }, attempt: attempt.number, stage, ...message });
    await tellOf(tx, job);
  }).catch((err: unknown) => log.warn({ err, jobId: job.id }, "could not say what hinders a job"));
}

/** It goes on: nothing of a running job is left to be said. */
export async function forgetHindrance({ job, attempt }: JobParts): Promise<void> {
  await transaction(async (tx) => {
    const told = await tx
      .update(jobs)
      .set({ message: null })
      .where(and(eq(jobs.id, job.id), eq(jobs.attempt, attempt.number), eq(jobs.status, "running"), isNotNull(jobs.message)))
      .returning({ id: jobs.id });
    if (told.length > 0) await tellOf(tx, job);
  });
}

/** In words for a person; null for what has none, such as a database that is away for a moment. */
function hindrance(error: unknown): Message | null {
  if (isDiskFull(error)) return { key: "jobs.hindrance.diskFull" };
  return error instanceof AppError ? { key: error.key, params: error.params } : null;
}
