import type { Tx } from "@/db/client";
import { appendPoints } from "@/lib/runs/append-points";
import { parseMetrics } from "@/lib/runs/parse-metrics";
import { moveOffset, type ReplicaOf } from "@/lib/workloads/move-offset";

interface MetricsLine {
  readonly text: string;
  /** Bytes of the metrics file up to behind this line. */
  readonly offset: number;
}

/** Takes lines of a replica's metrics file into its run, and moves the replica's offset with them: lines that were taken before add nothing. */
export async function takeMetrics(tx: Tx, replica: ReplicaOf, runId: string, lines: readonly MetricsLine[]): Promise<void> {
  const metricsOffset = lines.at(-1)?.offset ?? 0;
  if (!(await moveOffset(tx, replica, { metricsOffset }))) return;
  const now = new Date();
  await appendPoints(
    tx,
    runId,
    lines.flatMap(({ text }) => parseMetrics(text, now) ?? []),
  );
}
