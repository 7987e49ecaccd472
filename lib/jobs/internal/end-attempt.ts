import { eq } from "drizzle-orm";
import { db, type Tx, transaction } from "@/db/client";
import { replicas, users } from "@/db/schema";
import type { ComputeReason, ComputeReasonKey } from "@/lib/compute/workload";
import type { Message } from "@/lib/errors";
import { notify } from "@/lib/inbox/notify";
import { explainEnd, mayPass } from "@/lib/jobs/explain-end";
import { erase } from "@/lib/jobs/internal/erase";
import { moveJob } from "@/lib/jobs/internal/move-job";
import type { JobParts } from "@/lib/jobs/internal/read-job-parts";
import { queueAgain } from "@/lib/jobs/retry-job";
import { readLines } from "@/lib/logs/read-lines";
import { release } from "@/lib/scheduling/admit";
import { enter } from "@/lib/timeline/enter";
import { abortUploads, endWorkload } from "@/lib/workloads/end-workload";

/** How many of the last lines are looked through for why it ended. */
const lastLines = 400;

interface Ending {
  readonly status: "succeeded" | "failed" | "cancelled";
  readonly message: Message | null;
  readonly mayRetry: boolean;
}

/** Ends an attempt whose program has ended and whose log and outputs are stored; erases what is left of it on the machine. */
export async function endObserved(parts: JobParts): Promise<null> {
  await endAttempt(parts, await endingOf(parts));
  erase(parts.backend, parts.attempt.id);
  return null;
}

/** Ends an attempt that is nowhere any more. */
export async function endAbsent(parts: JobParts): Promise<null> {
  const wasStopped = parts.job.stopRequestedAt !== null;
  await endAttempt(parts, wasStopped ? await cancelled(parts) : { status: "failed", message: { key: absentWords(parts) }, mayRetry: true });
  return null;
}

function absentWords({ backend }: JobParts): "jobs.end.absent" | "jobs.end.absentInCluster" {
  return backend.name === "kubernetes" ? "jobs.end.absentInCluster" : "jobs.end.absent";
}

/** Ends an attempt that was stopped before any backend had it. */
export async function endWithoutRunning(parts: JobParts): Promise<null> {
  await endAttempt(parts, await cancelled(parts));
  return null;
}

/** The one end of an attempt: status and reason, resources back, a line in the owner's inbox, or the next attempt. */
export async function endAttempt(parts: JobParts, ending: Ending): Promise<void> {
  const { job, attempt, backend } = parts;
  const isRetried = ending.status === "failed" && ending.mayRetry && job.attempt < job.maxAttempts && job.stopRequestedAt === null;
  const unfinished = await transaction(async (tx) => {
    const endedAt = attempt.endedAt ?? new Date();
    const isMoved = await moveJob(tx, {
      job,
      to: ending.status,
      values: { message: ending.message, endedAt, startedAt: job.startedAt ?? attempt.startedAt },
      attempt: { message: ending.message, endedAt },
    });
    if (!isMoved) return [];
    await release(tx, { subjectId: job.id, compute: backend.name });
    const stage = { subject: { type: "job", id: job.id }, attempt: attempt.number } as const;
    if (attempt.message) await enter(tx, { ...stage, stage: "collecting", ...attempt.message });
    await enter(tx, {
      ...stage,
      stage: "ended",
      ...(ending.message ?? { key: ending.status === "failed" ? "timeline.failed" : "timeline.succeeded" }),
    });
    if (isRetried)
      await queueAgain(tx, { ...job, status: ending.status }, { key: "timeline.retrying", params: { attempt: attempt.number } });
    else await tellOwner(tx, parts, ending);
    return endWorkload(tx, attempt.id);
  });
  await abortUploads(unfinished);
}

async function endingOf(parts: JobParts): Promise<Ending> {
  const { job, attempt } = parts;
  const [main] = await db.select().from(replicas).where(eq(replicas.workloadId, attempt.id));
  // What ended well before the stop reached it has succeeded.
  if (main?.phase === "succeeded") return { status: "succeeded", message: attempt.message, mayRetry: false };
  if (job.stopRequestedAt !== null) return cancelled(parts);
  const { lines } = await readLines(attempt.id, { limit: lastLines });
  const message = explainEnd({
    exitCode: attempt.exitCode,
    exitSignal: attempt.exitSignal,
    reason: toReason(main?.reason ?? null),
    lines,
    memoryBytes: job.memoryBytes,
    maxRunSeconds: job.maxRunSeconds,
  });
  return { status: "failed", message, mayRetry: mayPass(message) };
}

async function cancelled({ job }: JobParts): Promise<Ending> {
  const [person] = job.stopRequestedBy === null ? [] : await db.select().from(users).where(eq(users.id, job.stopRequestedBy));
  return { status: "cancelled", message: { key: "jobs.end.cancelled", params: { name: person?.displayName ?? "" } }, mayRetry: false };
}

function toReason(stored: Message | null): ComputeReason | null {
  if (!stored) return null;
  const key = stored.key.replace(/^compute\./, "") as ComputeReasonKey;
  return { key, params: (stored.params ?? {}) as NonNullable<ComputeReason["params"]> };
}

/** Whoever stopped it himself need not be told. */
async function tellOwner(tx: Tx, { job, project }: JobParts, { status, message }: Ending): Promise<void> {
  if (status === "cancelled" && job.stopRequestedBy === job.createdBy) return;
  await notify(tx, {
    userId: job.createdBy,
    projectId: job.projectId,
    key: `jobs.inbox.${status}`,
    params: { name: job.name, by: String(message?.params?.name ?? "") },
    subject: { type: "job", id: job.id },
    path: `/${project.slug}/jobs/${job.slug}`,
  });
}
