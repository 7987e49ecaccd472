import { detailOf } from "@/k8s/detail";
import type { WorkloadState } from "@/k8s/observe";
import { lastExitOf, type PodExit, wordsOf } from "@/k8s/pod-exit";
import type { EventState, PodState, SetState } from "@/k8s/projections";
import { isLiving, ranksOf } from "@/k8s/ranks";
import { eventReason, pendingReason, refusedReason } from "@/k8s/reasons";
import type { RecordedRole } from "@/k8s/workload-record";
import type { ComputeReason, Observation, ReplicaObservation } from "@/lib/compute/workload";

/** A program that starts is refused its first questions; after so long that is worth a word. */
const usualStartMs = 20_000;

/** What is true of a service or an interactive workload, which goes on until it is stopped: a pure function of what the cluster holds of it. */
export function observeServing(state: WorkloadState): Observation {
  const replicas = state.record.roles.flatMap((role) => replicasOf(state, role));
  const reasons = replicas.flatMap(({ reason }) => reason ?? []);
  const reason = reasons.find(({ key }) => key !== "starting") ?? reasons[0] ?? (state.record.stop && { key: "stopped" as const });
  return { phase: phaseOf(state, replicas), replicas, ...(reason ? { reason } : {}) };
}

/** Pods of a replica, as they came; for a service by the numbers that they were given. */
export function podsOfReplica({ record, pods }: WorkloadState, role: string, rank: number): readonly PodState[] {
  const own = pods.filter((pod) => pod.role === role);
  if (record.kind !== "service") return own.filter((pod) => pod.rank === rank);
  const count = record.roles.find(({ name }) => name === role)?.replicas ?? 0;
  const ranks = ranksOf(own, count);
  return own.filter((pod) => (isLiving(pod) ? ranks.get(pod.name) : pod.rank) === rank);
}

function replicasOf(state: WorkloadState, role: RecordedRole): ReplicaObservation[] {
  const set = state.sets.find((one) => one.role === role.name);
  return Array.from({ length: role.replicas }, (_, rank) => {
    const pod = podsOfReplica(state, role.name, rank)
      .filter((one) => isLiving(one) || one.isBeingDeleted)
      .toSorted((a, b) => Number(isLiving(b)) - Number(isLiving(a)) || b.createdAt.localeCompare(a.createdAt))[0];
    const base = { role: role.name, rank, ready: false, addresses: {}, node: pod?.node ?? "", restarts: pod?.main.restarts ?? 0 };
    return { ...base, ...(pod ? withPod(state, role, pod) : withoutPod(state, set)) };
  });
}

type Part = Pick<ReplicaObservation, "phase"> & Partial<ReplicaObservation>;

function withPod(state: WorkloadState, role: RecordedRole, pod: PodState): Part {
  const { running } = pod.main;
  const events = state.eventsOf(`Pod ${pod.name}`);
  if (!running) return { phase: "pending", ...lastEnd(role, pod, events) };
  const { ready, addresses } = reached(state, pod);
  const startedAt = running.startedAt ? { startedAt: new Date(running.startedAt) } : {};
  return { phase: "running", ready, addresses, ...startedAt, ...(ready ? {} : { reason: unreadyReason(pod, events) }) };
}

/** Without a port there is nobody to ask: then it is ready when the cluster says so. */
function reached({ slices }: WorkloadState, pod: PodState): Pick<ReplicaObservation, "ready" | "addresses"> {
  const found = slices.flatMap(({ ports, endpoints }) =>
    endpoints.filter((endpoint) => endpoint.pod === pod.name).map((endpoint) => ({ ports, ...endpoint })),
  );
  const addresses = found.flatMap(({ ports, address }) => Object.entries(ports).map(([name, port]) => [name, hostPort(address, port)]));
  return {
    ready: !pod.isBeingDeleted && (found.length > 0 ? found.every(({ isReady }) => isReady) : pod.isReady),
    addresses: Object.fromEntries(addresses),
  };
}

function hostPort(address: string, port: number): string {
  return address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;
}

function unreadyReason({ main: { running } }: PodState, events: readonly EventState[]): ComputeReason {
  const refusal = events.filter(({ reason }) => reason === "Unhealthy").toSorted((a, b) => b.at.localeCompare(a.at))[0];
  const isLong = refusal && Date.parse(refusal.at) - Date.parse(running?.startedAt ?? "") >= usualStartMs;
  if (!isLong) return { key: "notReady" };
  return { key: "probeFailing", params: detailOf(refusal.message.replace(/^\w+ probe failed: /, "")) };
}

/** A container that ended comes back: how it ended is why the replica waits. */
function lastEnd(role: RecordedRole, pod: PodState, events: readonly EventState[]): Partial<ReplicaObservation> {
  const exit = lastExitOf(pod);
  if (!exit) return { reason: pendingReason(pod, events) };
  return { reason: crashReason(role, pod, exit), exit: { code: exit.code, signal: exit.signal, at: new Date(exit.at) } };
}

function crashReason({ memoryBytes }: RecordedRole, { main }: PodState, exit: PodExit): ComputeReason {
  const words = wordsOf(exit, memoryBytes);
  const times = (main.restarts ?? 0) + 1;
  return words.key === "exited" && exit.code !== null && times > 1 ? { key: "crashLoop", params: { code: exit.code, times } } : words;
}

function withoutPod({ record, eventsOf }: WorkloadState, set: SetState | undefined): Part {
  if (record.stop) return { phase: set ? "pending" : "failed", reason: { key: "stopped" } };
  if (!set && record.isLaunched) return { phase: "failed", reason: { key: "podDeleted" } };
  const said = set && (refusedReason(set.refused) ?? eventReason(eventsOf(`${set.kind.kind} ${set.name}`)));
  return { phase: "pending", reason: said ?? { key: "starting" } };
}

/** It has ended once what makes its pods is gone, which goes last; until then nobody may think that it has. */
function phaseOf({ record, sets }: WorkloadState, replicas: readonly ReplicaObservation[]): Observation["phase"] {
  const isOver = sets.length === 0 && (record.isLaunched || record.stop !== undefined) && replicas.every(({ phase }) => phase === "failed");
  if (isOver) return "failed";
  return replicas.length === 0 || replicas.some(({ phase }) => phase === "running") ? "running" : "pending";
}
