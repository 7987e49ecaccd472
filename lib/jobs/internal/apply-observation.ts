import { and, desc, eq, inArray, isNull, ne, sql } from "drizzle-orm";
import { db, type Tx, transaction } from "@/db/client";
import { allocations, attempts, jobs, replicas } from "@/db/schema";
import type { Observation, ReplicaObservation } from "@/lib/compute/workload";
import { pinImage } from "@/lib/environments/pin-image";
import type { Message } from "@/lib/errors";
import { endAbsent, endObserved } from "@/lib/jobs/internal/end-attempt";
import { followAttempt } from "@/lib/jobs/internal/follow-attempt";
import { moveJob, tellOf } from "@/lib/jobs/internal/move-job";
import { observationWords } from "@/lib/jobs/internal/observation-words";
import { nodeOf, pendingWords } from "@/lib/jobs/internal/pending-words";
import { type JobParts, readJobParts } from "@/lib/jobs/internal/read-job-parts";
import { forgetWritten, isWritten, rememberWritten } from "@/lib/jobs/internal/written-observations";
import { release } from "@/lib/scheduling/admit";
import { computeNodes } from "@/lib/scheduling/compute-nodes";
import { roomiest } from "@/lib/scheduling/roomiest";
import { settleNodes } from "@/lib/scheduling/settle-nodes";
import { enter, type StageEntry } from "@/lib/timeline/enter";

const lookAgainMs = 60_000;
const absentAgainMs = 2_000;

/** Writes down what the backend says of an attempt, and does what follows from it. */
export async function applyObservation(parts: JobParts, observation: Observation | "absent"): Promise<Date | null> {
  if (observation === "absent") return absent(parts);
  if (parts.attempt.absentSince !== null) await setAbsentSince(parts, null);
  switch (observation.phase) {
    case "pending":
      return onceEach(parts, observation, pending);
    case "running": {
      const lookAgain = await onceEach(parts, observation, running);
      followAttempt(parts);
      return lookAgain;
    }
    case "succeeded":
    case "failed":
      return ended(parts, observation);
  }
}

/** What was written by this process already is not written again. */
async function onceEach(
  parts: JobParts,
  observation: Observation,
  write: (parts: JobParts, observation: Observation) => Promise<void>,
): Promise<Date> {
  const { job, attempt } = parts;
  const words = observationWords(observation);
  if (!isWritten(attempt.id, words, job.status)) {
    await write(parts, observation);
    rememberWritten(attempt.id, words, job.status);
  }
  return new Date(Date.now() + lookAgainMs);
}

/** One absence may be a mistake; the second one is believed. */
async function absent(parts: JobParts): Promise<Date | null> {
  // Its end was seen before it went.
  if (parts.attempt.flushedAt !== null && parts.attempt.endedAt !== null) return endObserved(parts);
  if (parts.attempt.absentSince === null) {
    await setAbsentSince(parts, new Date());
    return new Date(Date.now() + absentAgainMs);
  }
  if (Date.now() - parts.attempt.absentSince.getTime() < absentAgainMs)
    return new Date(parts.attempt.absentSince.getTime() + absentAgainMs);
  return endAbsent(parts);
}

async function pending({ job, attempt, backend }: JobParts, observation: Observation): Promise<void> {
  const isUnschedulable = observation.reason?.key === "unschedulable";
  const nodes = isUnschedulable ? await computeNodes(backend) : [];
  const { isHindered, ...words } = pendingWords(observation, {
    resources: { cpuMilli: job.cpuMilli, memoryBytes: job.memoryBytes, accelerators: job.accelerators },
    node: attempt.node ?? "",
    roomiest: (resource) => roomiest(nodes, resource),
  });
  await transaction(async (tx) => {
    await writeReplicas(tx, attempt.id, observation.replicas);
    // One that ran and has no pod for a moment has just ended, unless something says that it waits again.
    if (job.status !== "starting" && !(job.status === "running" && isHindered)) return;
    const holder = isUnschedulable ? await largestHolder(tx, job) : null;
    const isNews = await enter(tx, { subject: { type: "job", id: job.id }, attempt: attempt.number, ...words, ...(holder && { holder }) });
    if (isNews) await setMessage(tx, job, isHindered ? { key: words.key, ...(words.params && { params: words.params }) } : null);
  });
}

/** Who of the same project holds most: others are not named. */
async function largestHolder(tx: Tx, job: JobParts["job"]): Promise<StageEntry["holder"] | null> {
  const [held] = await tx
    .select()
    .from(allocations)
    .where(and(eq(allocations.projectId, job.projectId), ne(allocations.subjectId, job.id), isNull(allocations.until)))
    .orderBy(desc(allocations.cpuMilli))
    .limit(1);
  return held ? { type: held.subjectType, id: held.subjectId, name: held.subjectName } : null;
}

async function setMessage(tx: Tx, job: JobParts["job"], message: Message | null): Promise<void> {
  await tx
    .update(jobs)
    .set({ message })
    .where(and(eq(jobs.id, job.id), inArray(jobs.status, ["starting", "running"])));
  await tellOf(tx, job);
}

async function running({ job, attempt, environmentVersion }: JobParts, observation: Observation): Promise<void> {
  const startedAt = observation.replicas[0]?.startedAt ?? new Date();
  const stage: StageEntry = {
    subject: { type: "job", id: job.id },
    attempt: attempt.number,
    stage: "running",
    key: "timeline.running",
    params: { node: nodeOf(observation.replicas, attempt.node ?? "") },
  };
  await transaction(async (tx) => {
    await writeReplicas(tx, attempt.id, observation.replicas);
    await settleNodes(
      tx,
      job.id,
      observation.replicas.map(({ node }) => node),
    );
    await pinImage(tx, environmentVersion, observation.replicas);
    // Its node had to be left, and it runs again: the attempt goes on.
    if (job.status === "running" && (await enter(tx, stage))) await setMessage(tx, job, null);
    if (job.status !== "starting") return;
    const isMoved = await moveJob(tx, { job, to: "running", values: { startedAt, message: null }, attempt: { startedAt } });
    if (!isMoved) return;
    // The time limit counts from here, not from the admission.
    await tx
      .update(allocations)
      .set({ since: startedAt })
      .where(and(eq(allocations.subjectId, job.id), isNull(allocations.until)));
    await enter(tx, stage);
  });
}

/** The program has ended: its resources are free at once, its last lines and outputs are still being read. */
async function ended(parts: JobParts, observation: Observation): Promise<Date | null> {
  forgetWritten(parts.attempt.id);
  if (parts.attempt.endedAt === null) await writeEnd(parts, observation);
  // How it ended was just written: the end is told by the rows, not by what was read before.
  const now = await readJobParts(parts.job.id);
  if (now?.attempt.flushedAt) return endObserved(now);
  followAttempt(parts);
  return new Date(Date.now() + lookAgainMs);
}

async function writeEnd({ job, attempt, backend, environmentVersion }: JobParts, observation: Observation): Promise<void> {
  await transaction(async (tx) => {
    await writeReplicas(tx, attempt.id, observation.replicas);
    await pinImage(tx, environmentVersion, observation.replicas);
    const [main] = observation.replicas;
    const endedAt = main?.exit?.at ?? new Date();
    await tx
      .update(attempts)
      .set({
        startedAt: sql`coalesce(${attempts.startedAt}, ${(main?.startedAt ?? endedAt).toISOString()}::timestamptz)`,
        endedAt,
        exitCode: main?.exit?.code ?? null,
        exitSignal: main?.exit?.signal ?? null,
        ...(main?.usage && { cpuSeconds: main.usage.cpuSeconds, peakMemoryBytes: main.usage.peakMemoryBytes }),
      })
      .where(eq(attempts.id, attempt.id));
    const subject = { type: "job", id: job.id } as const;
    // A program that was over before anyone saw it run has run all the same.
    if (job.status === "starting" && main?.startedAt && attempt.endedAt === null)
      await enter(tx, {
        subject,
        attempt: attempt.number,
        stage: "running",
        key: "timeline.running",
        params: { node: attempt.node ?? "" },
      });
    await enter(tx, { subject, attempt: attempt.number, stage: "collecting", key: "timeline.collecting" });
    await release(tx, { subjectId: job.id, compute: backend.name });
    await tellOf(tx, job);
  });
}

async function setAbsentSince({ attempt }: JobParts, absentSince: Date | null): Promise<void> {
  await db.update(attempts).set({ absentSince }).where(eq(attempts.id, attempt.id));
}

async function writeReplicas(tx: Tx, attemptId: string, seen: readonly ReplicaObservation[]): Promise<void> {
  for (const replica of seen) {
    const values = {
      phase: replica.phase,
      node: replica.node,
      restarts: replica.restarts,
      exitCode: replica.exit?.code ?? null,
      exitSignal: replica.exit?.signal ?? null,
      reason: replica.reason ? { key: `compute.${replica.reason.key}` as const, params: { ...replica.reason.params } } : null,
      startedAt: replica.startedAt ?? null,
      endedAt: replica.exit?.at ?? null,
    };
    await tx
      .insert(replicas)
      .values({ workloadId: attemptId, role: replica.role, rank: replica.rank, ...values })
      .onConflictDoUpdate({ target: [replicas.workloadId, replicas.role, replicas.rank], set: values });
  }
}
