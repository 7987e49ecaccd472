import { and, eq, inArray } from "drizzle-orm";
import { db } from "@/db/client";
import { attempts, jobs } from "@/db/schema";
import type { JobStatus } from "@/db/values";
import { defaultBackend } from "@/lib/compute/backends";
import { applyObservation } from "@/lib/jobs/internal/apply-observation";
import { endWithoutRunning } from "@/lib/jobs/internal/end-attempt";
import { followBackend } from "@/lib/jobs/internal/follow-backend";
import { launchAttempt } from "@/lib/jobs/internal/launch-attempt";
import { type JobParts, readJobParts } from "@/lib/jobs/internal/read-job-parts";
import { sayHindrance } from "@/lib/jobs/internal/say-hindrance";
import { startQueued } from "@/lib/jobs/internal/start-queued";
import { liveStatuses } from "@/lib/jobs/job-status";

/** Seconds that a program has to end by itself after a stop. */
const graceSeconds = 10;
const lookAgainMs = 60_000;

/**
 * Makes what is true of a job agree with its row: environment, admission, launch, and what became of it. It may be cut off at
 * any statement: the rows say how far it came, and every call to the backend may be repeated. A backend that does not answer
 * changes nothing.
 */
export async function syncJob(id: string): Promise<Date | null> {
  const parts = await readJobParts(id);
  if (!parts) return null;
  followBackend(parts.backend);
  return steps[parts.job.status](parts);
}

type Step = (parts: JobParts) => Promise<Date | null>;

const steps: Record<JobStatus, Step> = {
  async queued(parts) {
    const { isStarting, lookAgain } = await startQueued(parts);
    // Admitted: the launch follows at once, in the same look.
    return isStarting ? syncJob(parts.job.id) : lookAgain;
  },
  async starting(parts) {
    const { attempt, backend } = parts;
    // Asked before it is launched again: to lay out a large dataset once more costs, and changes nothing.
    if ((await backend.observe([attempt.id])).get(attempt.id) === "absent") {
      await launchAttempt(parts).catch(async (error: unknown) => {
        await sayHindrance(parts, error, "starting");
        throw error;
      });
    }
    return observe(parts);
  },
  running: observe,
  async stopping(parts) {
    // Never given to a backend: there is nothing to stop.
    if (parts.attempt.compute === null) return endWithoutRunning(parts);
    await parts.backend.stop(parts.attempt.id, { graceSeconds });
    return observe(parts);
  },
  succeeded: cleanUp,
  failed: cleanUp,
  cancelled: cleanUp,
};

async function observe(parts: JobParts): Promise<Date | null> {
  const { attempt, backend } = parts;
  const seen = await backend.observe([attempt.id]);
  const observation = seen.get(attempt.id);
  // What the backend cannot speak about stays as it is.
  if (observation === undefined) return new Date(Date.now() + lookAgainMs);
  return applyObservation(parts, observation);
}

/** What is left of an ended attempt on the machine goes once its log and outputs are in the store. */
async function cleanUp({ attempt, backend }: JobParts): Promise<null> {
  if (attempt.compute !== null) await backend.remove(attempt.id);
  return null;
}

/** Jobs that have not ended, and ended ones whose programs are still somewhere on the machine. */
export async function idsOfJobsToSync(): Promise<readonly string[]> {
  const live = await db
    .select({ id: jobs.id })
    .from(jobs)
    .where(inArray(jobs.status, [...liveStatuses]));
  const present = await defaultBackend()
    .list()
    .catch(() => []);
  const left =
    present.length === 0
      ? []
      : await db
          .select({ id: jobs.id })
          .from(attempts)
          .innerJoin(jobs, and(eq(jobs.id, attempts.jobId), eq(jobs.attempt, attempts.number)))
          .where(inArray(attempts.id, [...present]));
  return [...new Set([...live, ...left].map((row) => row.id))];
}
