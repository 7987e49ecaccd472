import { eq, sql } from "drizzle-orm";
import { db, transaction } from "@/db/client";
import { attempts, replicas } from "@/db/schema";
import { leavesOutputsHere } from "@/lib/compute/backend";
import { inBatches } from "@/lib/jobs/in-batches";
import { collectOutputs } from "@/lib/jobs/internal/collect-outputs";
import { tellOf } from "@/lib/jobs/internal/move-job";
import type { JobParts } from "@/lib/jobs/internal/read-job-parts";
import { forgetHindrance, sayHindrance } from "@/lib/jobs/internal/say-hindrance";
import { mainRole } from "@/lib/jobs/job-workload";
import { log } from "@/lib/log";
import { appendLines } from "@/lib/logs/append-lines";
import { shipLog } from "@/lib/logs/ship-log";
import { pause } from "@/lib/pause";
import { ensureRunning } from "@/lib/worker/background";
import { wake } from "@/lib/worker/wake";
import { moveOffset, ofReplica, type ReplicaOf } from "@/lib/workloads/move-offset";
import { takeMetrics } from "@/lib/workloads/take-metrics";

const batch = { gapMs: 60, most: 2_000 };
const collectEveryMs = 10_000;
const pauseAfterFailureMs = 2_000;

interface Following {
  readonly parts: JobParts;
  readonly replica: ReplicaOf;
  readonly signal: AbortSignal;
}

/**
 * Reads what an attempt writes for as long as it runs, and to the end: lines into the log, metrics into its run, outputs into
 * the store. Each batch moves the replica's offset in its own transaction, so that whoever takes over goes on exactly there.
 * When all is stored the attempt is flushed and its job is looked at again.
 */
export function followAttempt(parts: JobParts): void {
  const { attempt, job } = parts;
  if (attempt.flushedAt !== null) return;
  ensureRunning(
    `attempt:${attempt.id}`,
    async (signal) => {
      try {
        const following = { parts, replica: { workloadId: attempt.id, role: mainRole, rank: 0 }, signal };
        const collecting = new AbortController();
        const outputs = collectWhileRunning(following, collecting.signal);
        await Promise.all([followLog(following), followMetrics(following)]).finally(() => collecting.abort());
        await outputs;
        if (!signal.aborted) await flush(following);
      } catch (error) {
        // A backend or database that is away for a moment is not asked again at once.
        if (!signal.aborted) await new Promise((resolve) => setTimeout(resolve, pauseAfterFailureMs));
        throw error;
      }
    },
    () => wake(db, "job", job.id),
  );
}

async function followLog({ parts: { attempt, backend }, replica, signal }: Following): Promise<void> {
  const after = { offset: (await readReplica(replica)).logOffset };
  const lines = backend.logs(attempt.id, { ...replica, after, follow: true, signal });
  for await (const some of inBatches(lines, batch)) {
    const offset = some.at(-1)?.offset ?? 0;
    await transaction(async (tx) => {
      if (!(await moveOffset(tx, replica, { logOffset: offset }))) return;
      await appendLines(attempt.id, some, tx);
    });
    await shipLog(attempt.id, { isEnded: false });
  }
}

async function followMetrics({ parts: { attempt, backend }, replica, signal }: Following): Promise<void> {
  if (!leavesOutputsHere(backend)) return;
  const after = { offset: (await readReplica(replica)).metricsOffset };
  for await (const some of inBatches(backend.followMetrics(attempt.id, { ...replica, after, signal }), batch)) {
    await transaction((tx) => takeMetrics(tx, replica, attempt.runId, some));
  }
}

async function collectWhileRunning({ parts, replica }: Following, ended: AbortSignal): Promise<void> {
  for (;;) {
    await pause(collectEveryMs, ended);
    if (ended.aborted) return;
    try {
      if ((await collectOutputs(parts, replica, { isFinal: false })) > 0) await transaction((tx) => tellOf(tx, parts.job));
      await forgetHindrance(parts);
    } catch (error) {
      // The program runs and its log is read all the same: the next look may find room.
      log.warn({ err: error, attemptId: parts.attempt.id }, "outputs could not be collected");
      await sayHindrance(parts, error, "running");
    }
  }
}

async function flush({ parts, replica }: Following): Promise<void> {
  try {
    await collectOutputs(parts, replica, { isFinal: true });
    await shipLog(parts.attempt.id, { isEnded: true });
  } catch (error) {
    await sayHindrance(parts, error, "collecting");
    throw error;
  }
  await db.update(attempts).set({ flushedAt: sql`now()` }).where(eq(attempts.id, parts.attempt.id));
}

async function readReplica(replica: ReplicaOf) {
  const [row] = await db.select().from(replicas).where(ofReplica(replica));
  if (!row) throw new Error("a replica is followed before it was seen");
  return row;
}
