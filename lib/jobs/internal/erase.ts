import type { ComputeBackend } from "@/lib/compute/backend";
import { ensureRunning } from "@/lib/worker/background";

/**
 * Takes away what is left of an ended attempt, beside the work on others: a cluster may take its time. What fails, or is cut off, is found
 * by the next scan, which lists what is there.
 */
export function erase(backend: ComputeBackend, attemptId: string): void {
  ensureRunning(`erase:${attemptId}`, () => backend.remove(attemptId));
}
