import type { JobStatus } from "@/db/values";

/** The allowed moves of a job and of its attempts. */
const next: Record<JobStatus, readonly JobStatus[]> = {
  queued: ["starting", "cancelled", "failed"],
  starting: ["running", "succeeded", "failed", "stopping", "cancelled", "queued"],
  running: ["succeeded", "failed", "stopping", "queued"],
  stopping: ["cancelled", "succeeded", "failed"],
  succeeded: [],
  failed: ["queued"],
  cancelled: ["queued"],
};

export function canMove(from: JobStatus, to: JobStatus): boolean {
  return next[from].includes(to);
}

export const liveStatuses = ["queued", "starting", "running", "stopping"] as const satisfies readonly JobStatus[];

/** Whether nothing more will happen by itself. */
export function hasEnded(status: JobStatus): boolean {
  return next[status].every((to) => to === "queued");
}
