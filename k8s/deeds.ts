import { type Kind, kinds } from "@/k8s/objects";
import { hasSucceeded, isDone, isLost, replicasOf, type WorkloadState } from "@/k8s/observe";
import { hasBegun } from "@/k8s/pod-exit";
import type { JobState, PodState } from "@/k8s/projections";
import { ranksOf } from "@/k8s/ranks";
import { disruptionReason } from "@/k8s/reasons";
import type { LossRecord, RecordedRole } from "@/k8s/workload-record";

/** What has to be done to the cluster so that a stop, a limit or the end of a gang comes true. */
export type Deed =
  /** The kubelet ends a pod that is over its time, and leaves it there with its exit code and its log. */
  | { readonly kind: "end"; readonly namespace: string; readonly pod: string; readonly deadlineSeconds: number }
  /** What has not begun goes, a pod or the whole Job; or what keeps a program going. */
  | { readonly kind: "withdraw"; readonly of: Kind; readonly namespace: string; readonly name: string }
  /** As many pods as the record says, whoever changed it. */
  | { readonly kind: "scale"; readonly of: Kind; readonly namespace: string; readonly name: string; readonly replicas: number }
  /** Who of a gang is being lost is written down: soon nothing is left to tell of it. */
  | { readonly kind: "remember"; readonly namespace: string; readonly name: string; readonly loss: LossRecord }
  /** A pod of a service learns which replica it is. */
  | { readonly kind: "number"; readonly namespace: string; readonly pod: string; readonly rank: number };

/** A pure function of what is there: done twice, or by two workers, it is the same. */
export function deedsOf(state: WorkloadState): Deed[] {
  const { record } = state;
  if (record.isBeingRemoved) return [];
  if (record.kind !== "batch") return servingDeeds(state);
  const replicas = replicasOf(state);
  const loss = record.loss ?? lossIn(state, replicas);
  const remember: Deed[] = loss && !record.loss ? [{ kind: "remember", namespace: record.namespace, name: record.name, loss }] : [];
  const mustEnd = record.stop !== undefined || loss !== undefined || hasFailed(replicas);
  if (mustEnd) return [...remember, ...record.roles.flatMap(({ name }) => endRole(state, name))];
  const served = record.roles.filter(({ endsWith }) => endsWith !== undefined && hasSucceeded(replicas, endsWith));
  return [...served.flatMap(({ name }) => endRole(state, name)), ...limits(state)];
}

/** Somebody or something takes a pod of a gang away, and no other has failed before: nobody replaces it. */
function lossIn({ record }: WorkloadState, replicas: ReturnType<typeof replicasOf>): LossRecord | undefined {
  if (replicas.length === 1 || record.stop || hasFailed(replicas)) return undefined;
  const lost = replicas.find(
    (one) => one.pod && (one.pod.isBeingDeleted || one.pod.disruption) && one.pod.phase !== "Succeeded" && !isDone(one, replicas),
  );
  if (!lost?.pod) return undefined;
  return { role: lost.role.name, rank: lost.rank, reason: disruptionReason(lost.pod) ?? { key: "podDeleted" } };
}

function servingDeeds(state: WorkloadState): Deed[] {
  const { record, sets } = state;
  const living = sets.filter(({ isBeingDeleted }) => !isBeingDeleted);
  if (record.stop) return living.map((set) => withdraw(set.kind, set));
  return record.roles.flatMap((role) => [
    ...living
      .filter((set) => set.role === role.name && set.replicas !== role.replicas)
      .map(({ kind, namespace, name }) => ({ kind: "scale" as const, of: kind, namespace, name, replicas: role.replicas })),
    ...(record.kind === "service" ? numbers(state, role) : []),
  ]);
}

function numbers({ pods }: WorkloadState, role: RecordedRole): Deed[] {
  const own = pods.filter((pod) => pod.role === role.name);
  const ranks = ranksOf(own, role.replicas);
  return own.flatMap(({ name, namespace, rank: known }) => {
    const rank = ranks.get(name);
    return rank === undefined || rank === known ? [] : [{ kind: "number", namespace, pod: name, rank }];
  });
}

/** A gang is no use with one of it gone. */
function hasFailed(replicas: ReturnType<typeof replicasOf>): boolean {
  if (replicas.length === 1) return false;
  return replicas.some((one) => (isLost(one) || (one.exit !== undefined && one.exit.code !== 0)) && !isDone(one, replicas));
}

function endRole({ jobs, pods }: WorkloadState, role: string): Deed[] {
  const own = pods.filter((pod) => pod.role === role);
  const job = jobs.find((one) => one.role === role);
  if (!own.some((pod) => hasBegun(pod) || hasEnded(pod))) return job && mayStillStart(job) ? [withdraw(kinds.job, job)] : [];
  return own.filter((pod) => !hasEnded(pod)).flatMap(endPod);
}

/** A kubelet that waits for a volume or an image minds no deadline for minutes, and of what never ran nothing would be lost. */
function endPod(pod: PodState): Deed[] {
  if (pod.isBeingDeleted) return [];
  if (!hasBegun(pod)) return [withdraw(kinds.pod, pod)];
  return pod.deadlineSeconds === 1 ? [] : [end(pod, 1)];
}

function hasEnded({ phase }: PodState): boolean {
  return phase === "Succeeded" || phase === "Failed";
}

function withdraw(of: Kind, { namespace, name }: { readonly namespace: string; readonly name: string }): Deed {
  return { kind: "withdraw", of, namespace, name };
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
