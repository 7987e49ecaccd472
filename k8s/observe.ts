import { observeServing } from "@/k8s/observe-serving";
import { exitOf, hasBegun, type PodExit, wordsOf } from "@/k8s/pod-exit";
import type { EventState, JobState, PodState, SetState, SliceState } from "@/k8s/projections";
import { disruptionReason, eventReason, pendingReason } from "@/k8s/reasons";
import type { RecordedRole, WorkloadRecord } from "@/k8s/workload-record";
import { type ComputeReason, isGang, type Observation, type Phase, type ReplicaObservation } from "@/lib/compute/workload";

/** What the cluster holds of one workload now. */
export interface WorkloadState {
  readonly record: WorkloadRecord;
  readonly jobs: readonly JobState[];
  readonly sets: readonly SetState[];
  readonly slices: readonly SliceState[];
  readonly pods: readonly PodState[];
  /** Of what makes its pods and of these, by what they are about. */
  readonly eventsOf: (about: string) => readonly EventState[];
}

interface Seen {
  readonly role: RecordedRole;
  readonly rank: number;
  readonly pod: PodState | undefined;
  readonly job: JobState | undefined;
  readonly exit: PodExit | undefined;
  readonly restarts: number;
}

/** What is true of a workload: a pure function of what the cluster holds of it. */
export function observationOf(state: WorkloadState): Observation {
  return state.record.kind === "batch" ? observeBatch(state) : observeServing(state);
}

/**
 * Whether all is there that pods come from, or has a reason to be gone. Each kind is watched by itself: where something is missing, its
 * watch may only be late.
 */
export function isWhole({ record, jobs, sets, pods }: WorkloadState): boolean {
  if (record.stop || record.isBeingRemoved) return true;
  return record.roles.every(({ name }) => [...jobs, ...sets, ...pods].some(({ role }) => role === name));
}

/** So long a launch may take to be seen, object by object, each by its own watch. */
export const arrivalMs = 5_000;

/** Whether a launch of a moment ago is not all seen yet: until then there is nothing to ask about it. */
export function isArriving(state: WorkloadState | undefined): boolean {
  return state !== undefined && !isWhole(state) && Date.now() - Date.parse(state.record.createdAt) < arrivalMs;
}

/**
 * Absent, too, is what was never launched to the end, as long as nobody stopped it: its worker was killed on the way, and another launch
 * does what is missing.
 */
export function observationOrAbsent(state: WorkloadState): Observation | "absent" {
  const { record, jobs, sets } = state;
  const isUnfinished = !record.isLaunched && !record.stop && jobs.length + sets.length < record.roles.length;
  return isUnfinished ? "absent" : observationOf(state);
}

function observeBatch(state: WorkloadState): Observation {
  const seen = replicasOf(state);
  const culprit = culpritOf(state.record, seen);
  const replicas = seen.map((one) => observeReplica(state, one, { culprit, isDone: isDone(one, seen), hasRun: hasRun(one, seen) }));
  const phase = phaseOf(replicas);
  const reason = reasonOf(replicas, phase, culprit);
  return { phase, replicas, ...(reason ? { reason } : {}) };
}

export function replicasOf({ record, jobs, pods }: WorkloadState): Seen[] {
  return record.roles.flatMap((role) => {
    const job = jobs.find((one) => one.role === role.name);
    return Array.from({ length: role.replicas }, (_, rank) => {
      const own = pods
        .filter((pod) => pod.role === role.name && pod.rank === rank)
        .toSorted((a, b) => b.createdAt.localeCompare(a.createdAt));
      const [pod] = own;
      return { role, rank, pod, job, exit: pod && exitOf(pod), restarts: Math.max(0, own.length - 1) };
    });
  });
}

/** Who failed by itself, and first: the others were ended for it. */
function culpritOf(record: WorkloadRecord, seen: readonly Seen[]): Seen | undefined {
  const { loss } = record;
  const lost = loss && seen.find(({ role, rank }) => role.name === loss.role && rank === loss.rank);
  if (lost) return lost;
  const failed = seen.filter((one) => {
    const { pod, exit } = one;
    return pod !== undefined && exit !== undefined && exit.code !== 0 && !isStopped(record, one) && !isDone(one, seen);
  });
  const byItself = failed.filter(({ pod }) => pod && !pod.isBeingDeleted && pod.reason !== "DeadlineExceeded");
  const inOrder = (byItself.length > 0 ? byItself : failed).toSorted((a, b) => (a.exit?.at ?? 0) - (b.exit?.at ?? 0));
  return inOrder[0];
}

/** Whether any of its role has: once the workload is to end, what of the role has not begun never will. */
function hasRun({ role }: Seen, seen: readonly Seen[]): boolean {
  return seen.some(({ role: { name }, pod, exit }) => name === role.name && pod !== undefined && (exit !== undefined || hasBegun(pod)));
}

/** Whether the rank failed, as far as its Job tells. */
export function isLost({ job, rank }: Seen): boolean {
  return job !== undefined && (job.failed !== undefined || isIn(job.failedRanks, rank));
}

/** Whether every replica of a role has succeeded. */
export function hasSucceeded(seen: readonly Seen[], role: string): boolean {
  const own = seen.filter((one) => one.role.name === role);
  return own.length > 0 && own.every(({ exit, pod, job }) => exit?.code === 0 || (!pod && job?.isComplete === true));
}

/** Its work ended with another role's: however it was ended after that, it has succeeded. */
export function isDone({ role, exit }: Seen, seen: readonly Seen[]): boolean {
  if (role.endsWith === undefined || !hasSucceeded(seen, role.endsWith)) return false;
  const ends = seen.flatMap((one) => (one.role.name === role.endsWith && one.exit ? [one.exit.at] : []));
  return exit === undefined || exit.at >= Math.max(0, ...ends);
}

/** A disruption is no end for who is alone: his Job brings another pod. */
function willBeReplaced({ record }: WorkloadState, { pod, job }: Seen): boolean {
  return !isGang(record) && pod?.disruption !== undefined && job !== undefined && !job.failed && !job.isBeingDeleted && !record.stop;
}

function observeReplica(state: WorkloadState, seen: Seen, gang: Gang): ReplicaObservation {
  const { role, rank, pod, exit } = seen;
  const startedAt = pod?.main.running?.startedAt ?? pod?.main.terminated?.startedAt;
  const base = {
    role: role.name,
    rank,
    ready: false,
    addresses: {},
    node: pod?.node ?? "",
    restarts: seen.restarts,
    ...(pod?.imageDigest ? { imageDigest: pod.imageDigest } : {}),
    ...(startedAt ? { startedAt: new Date(startedAt) } : {}),
  };
  if (!pod) return { ...base, ...withoutPod(state, seen, gang) };
  if (exit) return { ...base, ...endedPod(state, seen, exit, gang) };
  if (pod.main.running) return { ...base, phase: "running", ready: true };
  if (pod.isBeingDeleted && !hasBegun(pod)) return { ...base, ...withoutPod(state, seen, gang) };
  return { ...base, phase: "pending", reason: pendingReason(pod, state.eventsOf(`Pod ${pod.name}`)) };
}

/** What the end of one replica has to do with the others'. */
interface Gang {
  readonly culprit: Seen | undefined;
  readonly isDone: boolean;
  readonly hasRun: boolean;
}

type Part = Pick<ReplicaObservation, "phase"> & Partial<ReplicaObservation>;

function endedPod(state: WorkloadState, seen: Seen, exit: PodExit, { culprit, isDone: isServed }: Gang): Part {
  if (willBeReplaced(state, seen)) {
    const reason = seen.pod && disruptionReason(seen.pod);
    return { phase: "pending", restarts: seen.restarts + 1, ...(reason ? { reason } : {}) };
  }
  const reason = isServed && !isStopped(state.record, seen) ? undefined : endReason(state.record, seen, exit, culprit);
  return {
    phase: reason ? "failed" : "succeeded",
    exit: { code: exit.code, signal: exit.signal, at: new Date(exit.at) },
    ...(exit.usage ? { usage: exit.usage } : {}),
    ...(reason ? { reason } : {}),
  };
}

/** Its pod is gone, or never came and may not come any more. */
function withoutPod({ record, eventsOf }: WorkloadState, seen: Seen, { culprit, isDone: isServed, hasRun: isTooLate }: Gang): Part {
  const { job, rank } = seen;
  if (isIn(job?.completed ?? "", rank) || job?.isComplete || isServed) return { phase: "succeeded" };
  if (record.loss && culprit && isSame(culprit, seen)) return { phase: "failed", reason: record.loss.reason };
  const isOver = isTooLate && (record.stop !== undefined || culprit !== undefined);
  if (job && !isLost(seen) && !isOver) return { phase: "pending", reason: eventReason(eventsOf(`Job ${job.name}`)) ?? { key: "starting" } };
  if (isStopped(record, seen)) return { phase: "failed", reason: { key: "stopped" } };
  if (culprit) return { phase: "failed", reason: peerFailed(culprit) };
  return job || record.isLaunched ? { phase: "failed", reason: { key: "podDeleted" } } : { phase: "pending", reason: { key: "starting" } };
}

function isStopped({ stop }: WorkloadRecord, { role, rank }: Seen): boolean {
  return stop !== undefined && !stop.ended.includes(`${role.name}/${rank}`);
}

/** Undefined where it is a success. */
function endReason(record: WorkloadRecord, seen: Seen, exit: PodExit, culprit: Seen | undefined): ComputeReason | undefined {
  const { pod, role } = seen;
  if (isStopped(record, seen)) return { key: "stopped" };
  if (exit.code === 0) return undefined;
  if (record.loss && culprit && isSame(culprit, seen)) return record.loss.reason;
  const isTimedOut = pod?.reason === "DeadlineExceeded";
  if (culprit && !isSame(culprit, seen) && (pod?.isBeingDeleted || isTimedOut) && !exit.outOfMemory) return forPeer(record, culprit);
  const disruption = pod && disruptionReason(pod);
  if (disruption) return disruption;
  if (isTimedOut) return maxRunTime(record);
  return pod?.isBeingDeleted ? { key: "podDeleted" } : wordsOf(exit, role.memoryBytes);
}

function forPeer(record: WorkloadRecord, culprit: Seen): ComputeReason {
  return culprit.pod?.reason === "DeadlineExceeded" && record.maxRunSeconds !== undefined ? maxRunTime(record) : peerFailed(culprit);
}

/** A gang has only failed once every replica has ended: until then there is something to wait for. */
function phaseOf(replicas: readonly ReplicaObservation[]): Phase {
  if (replicas.every(({ phase }) => phase === "succeeded" || phase === "failed")) {
    return replicas.some(({ phase }) => phase === "failed") ? "failed" : "succeeded";
  }
  return replicas.some(({ phase }) => phase === "pending") ? "pending" : "running";
}

function reasonOf(replicas: readonly ReplicaObservation[], phase: Phase, culprit: Seen | undefined): ComputeReason | undefined {
  if (phase === "failed" && culprit) {
    return replicas.find(({ role, rank }) => role === culprit.role.name && rank === culprit.rank)?.reason;
  }
  const reasons = replicas.filter((replica) => replica.phase === phase).flatMap(({ reason }) => reason ?? []);
  return reasons.find(({ key }) => key !== "peerFailed" && key !== "starting") ?? reasons[0];
}

function isSame(one: Seen, other: Seen): boolean {
  return one.role.name === other.role.name && one.rank === other.rank;
}

function peerFailed({ role, rank }: Seen): ComputeReason {
  return { key: "peerFailed", params: { role: role.name, rank } };
}

function maxRunTime({ maxRunSeconds = 0 }: WorkloadRecord): ComputeReason {
  return { key: "maxRunTime", params: { seconds: maxRunSeconds } };
}

/** Whether a rank is in a Job's own notation, such as `0,2-4`. */
function isIn(ranges: string, rank: number): boolean {
  return ranges.split(",").some((range) => {
    const [from, to = from] = range.split("-");
    return from !== "" && Number(from) <= rank && rank <= Number(to);
  });
}
