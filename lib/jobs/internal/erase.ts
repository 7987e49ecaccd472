import type { ComputeBackend } from "@/lib/compute/backend";
import { ensureRunning } from "@/lib/worker/background";
import { calm } from "@/lib/worker/calm";

/** What has ended may wait: a thousand ends at once leave the cluster time for what is to start. */
const atOnce = 4;
const longestWaitMs = 60_000;
const turns: (() => void)[] = [];
let busy = 0;

/**
 * Takes away what is left of an ended attempt, beside the work on others: a cluster may take its time. What fails, or is cut off, is found
 * by the next scan, which lists what is there.
 */
export function erase(backend: ComputeBackend, attemptId: string): void {
  ensureRunning(`erase:${attemptId}`, async (signal) => {
    if (busy >= atOnce) await new Promise<void>((resolve) => turns.push(resolve));
    else busy += 1;
    try {
      await calm(longestWaitMs, signal);
      if (!signal.aborted) await backend.remove(attemptId);
    } finally {
      const next = turns.shift();
      if (next) next();
      else busy -= 1;
    }
  });
}
