import { Readable } from "node:stream";
import type { ComputeBackend, DrainedPod, LocalOutputs, Nodes, OutputFile, Watch } from "@/lib/compute/backend";
import { IdQueue } from "@/lib/compute/id-queue";
import type { ComputeReason, LogLine, Node, Observation, Phase, ReplicaObservation, Workload } from "@/lib/compute/workload";
import { AppError } from "@/lib/errors";

/** What a test does to the workloads of a fake backend: nothing happens by itself. A replica is rank 0 of the first role unless named. */
export interface FakeControl {
  /** The program runs: every replica of it unless one is named, and a service answers too unless `ready` is false. */
  start(
    id: string,
    options?: { replica?: FakeReplica; ready?: boolean; addresses?: Readonly<Record<string, string>>; imageDigest?: string },
  ): void;
  /** Every replica ends with exit code 0. */
  succeed(id: string): void;
  /** One replica fails and takes the others along. */
  fail(id: string, options?: { replica?: FakeReplica; code?: number; signal?: string; reason?: ComputeReason }): void;
  /** The program of a service ends, and comes back when it is started. */
  crash(id: string, code: number): void;
  /** Something keeps every replica from running, or from going on. */
  hinder(id: string, reason: ComputeReason): void;
  appendLog(id: string, text: string, options?: { replica?: FakeReplica; stream?: LogLine["stream"] }): void;
  appendMetrics(id: string, text: string, options?: { replica?: FakeReplica }): void;
  addOutput(id: string, path: string, content: string | Uint8Array, options?: { replica?: FakeReplica }): void;
  /** Ends as a killed shim does: what became of the program is not known. */
  lose(id: string): void;
  /** It vanishes without a trace, as if its run directory had been erased. */
  forget(id: string): void;
  setUnavailable(unavailable: boolean): void;
  /** What stands on a node; a drain takes all of it at once but what waits, stays or is stuck. */
  setPods(node: string, pods: readonly DrainedPod[]): void;
  readonly cordoned: ReadonlySet<string>;
  workload(id: string): Workload | undefined;
  readonly launched: readonly string[];
}

export interface FakeReplica {
  readonly role: string;
  readonly rank: number;
}

interface ReplicaState extends FakeReplica {
  observation: ReplicaObservation;
  readonly lines: LogLine[];
  metrics: string;
  readonly outputs: Map<string, { readonly bytes: Buffer; readonly at: Date }>;
}

interface WorkloadState {
  readonly workload: Workload;
  readonly replicas: readonly ReplicaState[];
}

/** An in-memory backend whose workloads do what the test says and nothing else. A stop takes effect at once. */
export function fakeBackend(
  options: { now?: () => Date; nodes?: readonly Node[] } = {},
): ComputeBackend & LocalOutputs & Nodes & Watch & { readonly control: FakeControl } {
  const now = options.now ?? (() => new Date());
  const workloads = new Map<string, WorkloadState>();
  const launched: string[] = [];
  const changed = new IdQueue();
  let unavailable = false;
  const pods = new Map<string, readonly DrainedPod[]>();
  const cordoned = new Set<string>();

  function reach(): void {
    if (unavailable) throw new AppError("unavailable", "errors.unavailable", { what: "fake" });
  }

  function known(id: string): WorkloadState {
    const state = workloads.get(id);
    if (!state) throw new Error(`no workload ${id} was launched`);
    return state;
  }

  function replicaOf(id: string, replica?: FakeReplica): ReplicaState {
    const found = known(id).replicas.find((r) => !replica || (r.role === replica.role && r.rank === replica.rank));
    if (!found) throw new AppError("not_found", "compute.unknownReplica", { role: replica?.role ?? "", rank: replica?.rank ?? 0 });
    return found;
  }

  function update(id: string, change: (replica: ReplicaState) => Partial<ReplicaObservation>): void {
    for (const replica of known(id).replicas) replica.observation = { ...replica.observation, ...change(replica) };
    changed.push(id);
  }

  function end(replica: ReplicaState, phase: Phase, exit: { code: number | null; signal: string | null }, reason?: ComputeReason) {
    if (isEnded(replica.observation)) return {};
    return { phase, ready: false, exit: { ...exit, at: now() }, ...(reason ? { reason } : {}) };
  }

  const control: FakeControl = {
    start(id, { replica, ready = true, addresses = {}, imageDigest } = {}) {
      const service = known(id).workload.kind !== "batch";
      const only = replica && replicaOf(id, replica);
      const started = {
        phase: "running",
        startedAt: now(),
        ready,
        addresses,
        ...(imageDigest === undefined ? {} : { imageDigest }),
        ...(service && ready ? {} : { reason: { key: service ? "notReady" : "starting" } }),
      } as const;
      update(id, (each) => (only && each !== only ? {} : started));
    },
    succeed(id) {
      update(id, (replica) => end(replica, "succeeded", { code: 0, signal: null }));
    },
    fail(id, { replica, code = 1, signal, reason } = {}) {
      const failed = replicaOf(id, replica);
      const why: ComputeReason = reason ?? (signal ? { key: "signalled", params: { signal } } : { key: "exited", params: { code } });
      update(id, (each) =>
        each === failed
          ? end(each, "failed", signal ? { code: null, signal } : { code, signal: null }, why)
          : end(each, "failed", { code: null, signal: "SIGTERM" }, peerFailed(failed)),
      );
    },
    crash(id, code) {
      update(id, ({ observation: { restarts } }) => ({
        phase: "pending",
        ready: false,
        restarts: restarts + 1,
        exit: { code, signal: null, at: now() },
        reason: restarts > 0 ? { key: "crashLoop", params: { code, times: restarts + 1 } } : { key: "exited", params: { code } },
      }));
    },
    hinder(id, reason) {
      update(id, ({ observation: { restarts, phase } }) => ({
        phase: "pending",
        ready: false,
        restarts: phase === "running" ? restarts + 1 : restarts,
        reason,
      }));
    },
    appendLog(id, text, { replica, stream = "stdout" } = {}) {
      const state = replicaOf(id, replica);
      const offset = (state.lines.at(-1)?.offset ?? 0) + Buffer.byteLength(text) + 1;
      state.lines.push({ role: state.role, rank: state.rank, at: now(), stream, text, offset });
      changed.push(id);
    },
    appendMetrics(id, text, { replica } = {}) {
      replicaOf(id, replica).metrics += `${text}\n`;
      changed.push(id);
    },
    addOutput(id, path, content, { replica } = {}) {
      replicaOf(id, replica).outputs.set(path, { bytes: Buffer.from(content), at: now() });
    },
    lose(id) {
      update(id, (replica) => end(replica, "failed", { code: null, signal: null }, { key: "lost" }));
    },
    forget(id) {
      workloads.delete(id);
      changed.push(id);
    },
    setUnavailable(value) {
      unavailable = value;
    },
    setPods(node, standing) {
      pods.set(node, standing);
    },
    cordoned,
    workload: (id) => workloads.get(id)?.workload,
    launched,
  };

  return {
    name: "fake",
    control,
    async nodes() {
      reach();
      return options.nodes ?? [defaultNode];
    },
    async setSchedulable(node, isSchedulable) {
      reach();
      if (isSchedulable) cordoned.delete(node);
      else cordoned.add(node);
    },
    async drainPlan(node) {
      reach();
      return pods.get(node) ?? [];
    },
    async drain(node) {
      reach();
      const left = (pods.get(node) ?? []).filter(({ fate }) => fate !== "stays" && fate !== "stuck");
      control.setPods(
        node,
        (pods.get(node) ?? []).filter(({ fate }) => fate === "waits" || fate === "stays" || fate === "stuck"),
      );
      return left;
    },
    async launch(workload) {
      reach();
      if (workloads.has(workload.id)) return;
      launched.push(workload.id);
      const replicas = workload.roles.flatMap((role) => Array.from({ length: role.replicas }, (_, rank) => newReplica(role.name, rank)));
      workloads.set(workload.id, { workload, replicas });
      changed.push(workload.id);
    },
    async observe(ids) {
      reach();
      return new Map(ids.map((id) => [id, toObservation(workloads.get(id))]));
    },
    async list() {
      reach();
      return [...workloads.keys()];
    },
    async *logs(id, { role, rank, after, follow, signal }) {
      reach();
      const replica = replicaOf(id, { role, rank });
      yield* followChanges(
        changed,
        id,
        signal,
        follow,
        () => isEnded(replica.observation) || !workloads.has(id),
        after?.offset ?? 0,
        (from) => replica.lines.filter((line) => line.offset > from),
      );
    },
    async stop(id) {
      reach();
      if (!workloads.has(id)) return;
      update(id, (replica) => end(replica, "failed", { code: null, signal: "SIGTERM" }, { key: "stopped" }));
    },
    async remove(id) {
      reach();
      if (workloads.get(id)?.replicas.some(({ observation }) => !isEnded(observation)))
        throw new AppError("conflict", "compute.stillRunning");
      workloads.delete(id);
      changed.push(id);
    },
    async listOutputs(id, replica): Promise<readonly OutputFile[]> {
      reach();
      return [...replicaOf(id, replica).outputs].map(([path, file]) => ({ path, size: file.bytes.length, modifiedAt: file.at }));
    },
    async readOutput(id, replica, path) {
      reach();
      const file = replicaOf(id, replica).outputs.get(path);
      if (!file) throw new AppError("not_found", "errors.notFound");
      return Readable.from([file.bytes]);
    },
    async *followMetrics(id, { role, rank, after, signal }) {
      reach();
      const replica = replicaOf(id, { role, rank });
      yield* followChanges(
        changed,
        id,
        signal,
        true,
        () => isEnded(replica.observation) || !workloads.has(id),
        after?.offset ?? 0,
        (from) => wholeLines(replica.metrics, from),
      );
    },
    changes: ({ signal }) => changed.read(signal),
  };
}

/** What stands behind an offset now and, while the replica runs, what is added later. */
async function* followChanges<T extends { readonly offset: number }>(
  changed: IdQueue,
  id: string,
  signal: AbortSignal,
  follow: boolean,
  ended: () => boolean,
  start: number,
  read: (from: number) => readonly T[],
): AsyncIterable<T> {
  const stopped = new AbortController();
  const changes = changed.read(AbortSignal.any([signal, stopped.signal]))[Symbol.asyncIterator]();
  let next = changes.next();
  let from = start;
  try {
    while (!signal.aborted) {
      const last = ended();
      for (const item of read(from)) {
        from = item.offset;
        yield item;
      }
      if (last || !follow) return;
      let change = await next;
      while (!change.done && change.value !== id) change = await changes.next();
      if (change.done) return;
      next = changes.next();
    }
  } finally {
    stopped.abort();
  }
}

function wholeLines(text: string, from: number): { text: string; offset: number }[] {
  const lines: { text: string; offset: number }[] = [];
  let offset = 0;
  for (const line of text.split("\n").slice(0, -1)) {
    offset += Buffer.byteLength(line) + 1;
    if (offset > from) lines.push({ text: line, offset });
  }
  return lines;
}

function newReplica(role: string, rank: number): ReplicaState {
  const observation: ReplicaObservation = {
    role,
    rank,
    phase: "pending",
    ready: false,
    reason: { key: "starting" },
    addresses: {},
    node: defaultNode.name,
    restarts: 0,
  };
  return { role, rank, observation, lines: [], metrics: "", outputs: new Map() };
}

function toObservation(state: WorkloadState | undefined): Observation | "absent" {
  if (!state) return "absent";
  const replicas = state.replicas.map((replica) => withoutOldReason(replica.observation));
  const phase = phaseOf(replicas);
  const reason = replicas.find((r) => r.phase === phase && r.reason && r.reason.key !== "peerFailed")?.reason;
  return { phase, replicas, ...(reason ? { reason } : {}) };
}

function withoutOldReason(replica: ReplicaObservation): ReplicaObservation {
  const { reason, ...rest } = replica;
  const starting = reason?.key === "starting" && replica.phase !== "pending";
  const unready = reason?.key === "notReady" && (replica.ready || isEnded(replica));
  return reason && !starting && !unready ? { ...rest, reason } : rest;
}

function phaseOf(replicas: readonly ReplicaObservation[]): Phase {
  if (replicas.some((r) => r.phase === "failed")) return "failed";
  if (replicas.every((r) => r.phase === "succeeded")) return "succeeded";
  return replicas.every((r) => r.phase !== "pending") ? "running" : "pending";
}

function isEnded(replica: ReplicaObservation): boolean {
  return replica.phase === "succeeded" || replica.phase === "failed";
}

function peerFailed(replica: FakeReplica): ComputeReason {
  return { key: "peerFailed", params: { role: replica.role, rank: replica.rank } };
}

const defaultNode: Node = {
  name: "fake",
  architecture: "x86-64",
  allocatable: { cpuMilli: 4_000, memoryBytes: 8 * 2 ** 30, accelerators: {} },
  accelerators: [],
  labels: {},
  conditions: [{ type: "Ready", ok: true }],
  isolation: "uid",
};
