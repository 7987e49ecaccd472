import type { Actor } from "@/lib/auth/actor";
import { authorizeWorkload } from "@/lib/workloads/authorize-workload";
import { mountsOf } from "@/lib/workloads/internal/mounts";
import type { WorkloadView } from "@/lib/workloads/workload";

/** What a workload's token is good for: what it reads, and what it may give back. */
export async function getWorkload(actor: Actor): Promise<WorkloadView> {
  const workload = await authorizeWorkload(actor);
  const isAttempt = workload.kind === "attempt";
  const mounts = await mountsOf(workload);
  return {
    id: isAttempt ? workload.attempt.id : workload.revision.id,
    kind: workload.kind,
    mounts: mounts.map(({ target, fileCount, totalBytes }, index) => ({ index, target, fileCount, totalBytes })),
    takesOutputs: isAttempt,
    takesMetrics: isAttempt,
  };
}
