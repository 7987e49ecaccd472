import { hostname } from "node:os";
import path from "node:path";
import { isEndedByUs, isFailed, isStopped, type Replica, readReplicas } from "@/lib/compute/local/drive-workload";
import { socketFile } from "@/lib/compute/local/folders";
import { readJson } from "@/lib/compute/local/json-file";
import type { Readiness } from "@/lib/compute/local/readiness";
import type { ReplicaExit, ReplicaState, RestartRecord } from "@/lib/compute/local/replica-files";
import type { LocalSettings } from "@/lib/compute/local/settings";
import type { Progress } from "@/lib/compute/local/start-replicas";
import { usageOfReplica } from "@/lib/compute/local/usage-of-replica";
import type { ComputeReason, Observation, Phase, ReplicaObservation, Role, Workload } from "@/lib/compute/workload";

/** What the files of a workload say now. */
export async function observeWorkload(
  settings: LocalSettings,
  workload: Workload,
  folder: string,
  parts: { readiness: Readiness; progress: Progress | undefined },
): Promise<Observation> {
  const isKept = workload.kind === "service" && !(await isStopped(folder));
  const replicas = await Promise.all(
    (await readReplicas(folder, workload)).map((replica) => observeReplica(settings, workload, replica, isKept, parts)),
  );
  const phase = phaseOf(replicas, isKept);
  const reason = reasonOf(replicas, phase);
  const progress = phase === "pending" ? parts.progress : undefined;
  return { phase, replicas, ...(reason ? { reason } : {}), ...(progress ? { progress: { ...progress } } : {}) };
}

/** A gang has only failed once every replica has ended: until then there is something to wait for. */
function phaseOf(replicas: readonly ReplicaObservation[], isKept: boolean): Phase {
  if (isKept) return replicas.some((replica) => replica.phase === "running") ? "running" : "pending";
  if (replicas.every((replica) => replica.phase === "succeeded" || replica.phase === "failed")) {
    return replicas.some((replica) => replica.phase === "failed") ? "failed" : "succeeded";
  }
  return replicas.some((replica) => replica.phase === "pending") ? "pending" : "running";
}

/** The replica that failed by itself explains more than those that were ended for it. */
function reasonOf(replicas: readonly ReplicaObservation[], phase: Phase): ComputeReason | undefined {
  const reasons = replicas
    .filter((replica) => replica.phase === phase || replica.phase === "failed")
    .flatMap((replica) => replica.reason ?? []);
  return reasons.find((reason) => reason.key !== "peerFailed" && reason.key !== "notReady") ?? reasons[0];
}

async function observeReplica(
  settings: LocalSettings,
  workload: Workload,
  replica: Replica,
  isKept: boolean,
  { readiness, progress }: { readiness: Readiness; progress: Progress | undefined },
): Promise<ReplicaObservation> {
  const { role, rank, files } = replica;
  const record = await readJson<RestartRecord>(path.join(replica.folder, "restart.json"));
  const base = { role: role.name, rank, node: hostname(), restarts: record?.count ?? 0, ready: false, addresses: {} };
  switch (files.kind) {
    case "new": {
      const reason: ComputeReason = record ? crashReason(role, record) : { key: progress ? "fetchingInputs" : "starting" };
      return { ...base, phase: "pending", reason, ...(record ? exitOf(record.exit) : {}) };
    }
    case "spawned":
      return { ...base, phase: "pending", reason: { key: "starting" } };
    case "lost":
      return { ...base, phase: isKept ? "pending" : "failed", reason: { key: files.why } };
    case "ended":
      return { ...base, ...endedReplica(workload, role, files.exit, isKept) };
    case "running":
      return { ...base, ...(await runningReplica(settings, workload, replica, files.state, readiness)) };
  }
}

async function runningReplica(settings: LocalSettings, workload: Workload, replica: Replica, state: ReplicaState, readiness: Readiness) {
  if (state.startedAt === null) return { phase: "pending", reason: { key: "starting" } } as const;
  const addresses = await addressesOf(settings, workload, replica);
  const ready = workload.kind === "batch" || (await isReady(replica.role, addresses, readiness));
  const usage = await usageOfReplica(state);
  const reason = ready ? {} : ({ reason: { key: "notReady" } } as const);
  return { phase: "running", ready, addresses, startedAt: new Date(state.startedAt), ...reason, ...(usage ? { usage } : {}) } as const;
}

function endedReplica(workload: Workload, role: Role, exit: ReplicaExit, isKept: boolean) {
  const failed = isFailed({ kind: "ended", exit });
  const phase: Phase = isKept ? "pending" : failed ? "failed" : "succeeded";
  const isNoteworthy = failed || isKept;
  const reason = isNoteworthy ? endReason(role, exit, workload.maxRunSeconds) : undefined;
  const usage = exit.cpuSeconds === undefined ? {} : { usage: { cpuSeconds: exit.cpuSeconds, peakMemoryBytes: exit.peakMemoryBytes ?? 0 } };
  return {
    phase,
    ...exitOf(exit),
    ...usage,
    ...(reason ? { reason } : {}),
    ...(exit.startedAt ? { startedAt: new Date(exit.startedAt) } : {}),
  };
}

function exitOf(exit: ReplicaExit) {
  return { exit: { code: exit.code, signal: exit.signal, at: new Date(exit.at) } };
}

/** A service whose program ends again and again waits longer each time. */
function crashReason(role: Role, { exit, count }: RestartRecord): ComputeReason {
  const reason = endReason(role, exit);
  return reason.key === "exited" && exit.code !== null && count > 1
    ? { key: "crashLoop", params: { code: exit.code, times: count } }
    : reason;
}

/** The most telling of what is known about an end. */
function endReason(role: Role, exit: ReplicaExit, maxRunSeconds = 0): ComputeReason {
  if (exit.cannotStart) return { key: "cannotStart", params: { detail: exit.cannotStart } };
  if (exit.outOfMemory && exit.why !== "stopped") {
    return { key: "outOfMemory", params: { limitGib: Number((role.resources.memoryBytes / 2 ** 30).toFixed(2)) } };
  }
  if (exit.why === "maxRunTime") return { key: "maxRunTime", params: { seconds: maxRunSeconds } };
  if (isEndedByUs(exit)) return { key: exit.why ?? "stopped", ...(exit.params ? { params: exit.params } : {}) };
  if (exit.signal) return { key: "signalled", params: { signal: exit.signal } };
  return { key: "exited", params: { code: exit.code ?? -1 } };
}

/** By port name, where it listens. */
export async function addressesOf(
  settings: LocalSettings,
  workload: Workload,
  { role, rank, folder }: Replica,
): Promise<Record<string, string>> {
  if (role.ports.length === 0) return {};
  const tcp = await readJson<Record<string, number>>(path.join(folder, "ports.json"));
  return Object.fromEntries(
    role.ports.map(({ name, transport }) => [
      name,
      transport === "unix" ? `unix:${socketFile(settings, workload.id, role.name, rank, name)}` : `127.0.0.1:${tcp?.[name] ?? 0}`,
    ]),
  );
}

async function isReady(role: Role, addresses: Readonly<Record<string, string>>, readiness: Readiness): Promise<boolean> {
  const asked = await Promise.all(
    role.ports.map((port) => readiness.isReady({ address: addresses[port.name] ?? "", path: port.readyPath })),
  );
  return asked.every(Boolean);
}
