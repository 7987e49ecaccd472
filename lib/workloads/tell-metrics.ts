import { type Tx, transaction } from "@/db/client";
import { replicas } from "@/db/schema";
import type { Actor } from "@/lib/auth/actor";
import { mainRole } from "@/lib/jobs/job-workload";
import { authorizeAttemptToken } from "@/lib/workloads/authorize-workload";
import { ofReplica, type ReplicaOf } from "@/lib/workloads/move-offset";
import { takeMetrics } from "@/lib/workloads/take-metrics";
import type { MetricsOffsetView, TellMetricsInput } from "@/lib/workloads/workload";

/** Takes what an attempt wrote into its metrics file, as far as it is news and ends in a line break. Returns how far the file was taken. */
export async function tellMetrics(actor: Actor, { offset, text }: TellMetricsInput): Promise<MetricsOffsetView> {
  const { attempt } = await authorizeAttemptToken(actor);
  const replica = { workloadId: attempt.id, role: mainRole, rank: 0 };
  return transaction(async (tx) => {
    const taken = await lockOffset(tx, replica);
    const lines = [...linesOf(Buffer.from(text), offset)].filter((line) => line.offset > taken);
    await takeMetrics(tx, replica, attempt.runId, lines);
    return { offset: lines.at(-1)?.offset ?? taken };
  });
}

/** A program may write before the worker has seen it run. */
async function lockOffset(tx: Tx, replica: ReplicaOf): Promise<number> {
  await tx
    .insert(replicas)
    .values({ ...replica, phase: "running" })
    .onConflictDoNothing();
  const [row] = await tx.select({ offset: replicas.metricsOffset }).from(replicas).where(ofReplica(replica)).for("update");
  return row?.offset ?? 0;
}

function* linesOf(bytes: Buffer, offset: number): Iterable<{ readonly text: string; readonly offset: number }> {
  for (let start = 0; ; ) {
    const end = bytes.indexOf(10, start);
    if (end < 0) return;
    yield { text: bytes.toString("utf8", start, end), offset: offset + end + 1 };
    start = end + 1;
  }
}
