import { and, eq, inArray, ne, notInArray, or } from "drizzle-orm";
import { db, transaction } from "@/db/client";
import { attempts, jobs } from "@/db/schema";
import type { JobStatus } from "@/db/values";
import { defaultBackend } from "@/lib/compute/backends";
import type { Observation } from "@/lib/compute/workload";
import { applyObservation } from "@/lib/jobs/internal/apply-observation";
import { endWithoutRunning } from "@/lib/jobs/internal/end-attempt";
import { erase } from "@/lib/jobs/internal/erase";
import { followBackend } from "@/lib/jobs/internal/follow-backend";
import { launchAttempt } from "@/lib/jobs/internal/launch-attempt";
import { type JobParts, readJobParts } from "@/lib/jobs/internal/read-job-parts";
import { sayHindrance } from "@/lib/jobs/internal/say-hindrance";
import { startQueued } from "@/lib/jobs/internal/start-queued";
import { liveStatuses } from "@/lib/jobs/job-status";
import { release } from "@/lib/scheduling/admit";

const lookAgainMs = 60_000;
const afterLaunchMs = 30_000;

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
    const { admitted, lookAgain } = await startQueued(parts);
    // The launch follows at once, in the same look, and nobody can have launched it before.
    return admitted ? launch(admitted) : lookAgain;
  },
  async starting(parts) {
    const { attempt, backend } = parts;
    // Asked before it is launched again: to lay out a large dataset once more costs, and changes nothing.
    const seen = (await backend.observe([attempt.id])).get(attempt.id);
    return seen === "absent" ? launch(parts) : observed(parts, seen);
  },
  running: observe,
  async stopping(parts) {
    // Never given to a backend: there is nothing to stop.
    if (parts.attempt.compute === null) return endWithoutRunning(parts);
    await parts.backend.stop(parts.attempt.id);
    return observe(parts);
  },
  succeeded: cleanUp,
  failed: cleanUp,
  cancelled: cleanUp,
};

/** What becomes of it the backend tells by itself; without that it is looked at a moment later. */
async function launch(parts: JobParts): Promise<Date> {
  await launchAttempt(parts).catch(async (error: unknown) => {
    await sayHindrance(parts, error, "starting");
    throw error;
  });
  return new Date(Date.now() + afterLaunchMs);
}

async function observe(parts: JobParts): Promise<Date | null> {
  const { attempt, backend } = parts;
  return observed(parts, (await backend.observe([attempt.id])).get(attempt.id));
}

async function observed(parts: JobParts, observation: Observation | "absent" | undefined): Promise<Date | null> {
  // What the backend cannot speak about stays as it is.
  if (observation === undefined) return new Date(Date.now() + lookAgainMs);
  return applyObservation(parts, observation);
}

/** What is left of an ended attempt on the machine goes once its log and outputs are in the store. */
async function cleanUp({ job, attempt, backend }: JobParts): Promise<null> {
  // A worker that was cut off just after somebody stopped the job may have asked for room.
  await transaction((tx) => release(tx, { subjectId: job.id, compute: backend.name }));
  if (attempt.compute !== null) erase(backend, attempt.id);
  return null;
}

/** Jobs that have not ended. What is left of attempts that have, because a worker was cut off, is erased. */
export async function idsOfJobsToSync(): Promise<readonly string[]> {
  const live = await db
    .select({ id: jobs.id })
    .from(jobs)
    .where(inArray(jobs.status, [...liveStatuses]));
  const backend = defaultBackend();
  for (const id of await endedAmong(await backend.list().catch(() => []))) erase(backend, id);
  return live.map(({ id }) => id);
}

async function endedAmong(attemptIds: readonly string[]): Promise<readonly string[]> {
  if (attemptIds.length === 0) return [];
  const rows = await db
    .select({ id: attempts.id })
    .from(attempts)
    .innerJoin(jobs, eq(jobs.id, attempts.jobId))
    .where(and(inArray(attempts.id, [...attemptIds]), or(ne(attempts.number, jobs.attempt), notInArray(jobs.status, [...liveStatuses]))));
  return rows.map(({ id }) => id);
}
