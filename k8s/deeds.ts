import { replicasOf, type WorkloadState } from "@/k8s/observe";
import type { JobState, PodState } from "@/k8s/projections";

/** What has to be done to the cluster so that a stop, a limit or the end of a gang comes true. */
export type Deed =
  /** The kubelet ends a pod that is over its time, and leaves it there with its exit code and its log. */
  | { readonly kind: "end"; readonly namespace: string; readonly pod: string; readonly deadlineSeconds: number }
  /** No pod of it has begun: nothing is lost with it. */
  | { readonly kind: "withdraw"; readonly namespace: string; readonly job: string };

/** A pure function of what is there: done twice, or by two workers, it is the same. */
export function deedsOf(state: WorkloadState): Deed[] {
  const { record } = state;
  if (record.kind !== "batch" || record.isBeingRemoved) return [];
  const mustEnd = record.stop !== undefined || hasFailed(state);
  return mustEnd ? record.roles.flatMap(({ name }) => endRole(state, name)) : limits(state);
}

/** A gang is no use with one of it gone. */
function hasFailed(state: WorkloadState): boolean {
  const replicas = replicasOf(state);
  return replicas.length > 1 && replicas.some(({ exit, job }) => job?.failed !== undefined || (exit !== undefined && exit.code !== 0));
}

function endRole({ jobs, pods }: WorkloadState, role: string): Deed[] {
  const begun = pods.filter((pod) => pod.role === role && pod.startTime !== undefined);
  const job = jobs.find((one) => one.role === role);
  if (begun.length === 0) return job && mayStillStart(job) ? [{ kind: "withdraw", namespace: job.namespace, job: job.name }] : [];
  return begun
    .filter(({ phase, deadlineSeconds }) => phase !== "Succeeded" && phase !== "Failed" && deadlineSeconds !== 1)
    .map((pod) => end(pod, 1));
}

function mayStillStart({ isBeingDeleted, failed, isComplete }: JobState): boolean {
  return !isBeingDeleted && !failed && !isComplete;
}

/** The kubelet counts from when it took the pod; the time that inputs and image took is not the program's. */
function limits({ record, pods }: WorkloadState): Deed[] {
  const { maxRunSeconds } = record;
  if (maxRunSeconds === undefined) return [];
  return pods.flatMap((pod) => {
    const startedAt = Date.parse(pod.main.running?.startedAt ?? "");
    if (!pod.startTime || Number.isNaN(startedAt) || pod.deadlineSeconds !== undefined) return [];
    const before = Math.max(0, Math.ceil((startedAt - Date.parse(pod.startTime)) / 1000));
    return [end(pod, before + maxRunSeconds)];
  });
}

function end({ namespace, name }: PodState, deadlineSeconds: number): Deed {
  return { kind: "end", namespace, pod: name, deadlineSeconds };
}
