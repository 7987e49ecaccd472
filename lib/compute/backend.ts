import type { Readable, Writable } from "node:stream";
import type { PodFate } from "@/lib/compute/fates";
import type { LogCursor, LogLine, Node, Observation, Workload } from "@/lib/compute/workload";

/** Level-triggered and ignorant of the product: makes workloads exist, says what is true of them. */
export interface ComputeBackend {
  readonly name: "local" | "fake" | "kubernetes";
  /** Per node: allocatable of every resource, accelerators by type, labels, conditions, use. Cheap: asked about once a second. */
  nodes(): Promise<readonly Node[]>;
  /** Makes the workload exist. Its id is its identity: a second launch changes nothing. */
  launch(workload: Workload): Promise<void>;
  /**
   * What is true now, in one round trip. `absent` is a statement, made only when the backend knows, also of what was launched in part and
   * never stopped: a launch does what is missing. An id that it cannot
   * speak about is missing from the map. Throws AppError("unavailable") when it cannot be reached.
   */
  observe(ids: readonly string[]): Promise<ReadonlyMap<string, Observation | "absent">>;
  /** Ids of everything of ours that exists: how orphans are found. */
  list(): Promise<readonly string[]>;
  /** Lines after a cursor, of one replica. With `follow` it ends when the replica has ended and its log is read. */
  logs(
    id: string,
    options: { role: string; rank: number; after?: LogCursor; follow: boolean; signal: AbortSignal },
  ): AsyncIterable<LogLine>;
  /**
   * Ends it with the grace that it was launched with. Returns at once; then it is observed as failed with reason `stopped`, whatever its
   * exit code. Of a batch exit code, logs and files stay.
   */
  stop(id: string): Promise<void>;
  /** Erases what is left of an ended or absent workload. Never a volume. Throws AppError("conflict") for one that still runs. */
  remove(id: string): Promise<void>;
}

/** An extra of backends whose replicas leave files where this process can read them. */
export interface LocalOutputs {
  /** Files under the outputs mount of a replica now, with size and modification time; links and devices are left out. */
  listOutputs(id: string, replica: { role: string; rank: number }): Promise<readonly OutputFile[]>;
  /** The bytes of one of them, read under the workload's own rights. */
  readOutput(id: string, replica: { role: string; rank: number }, path: string): Promise<NodeJS.ReadableStream>;
  /** Whole lines of the file named by `CAIRN_METRICS_FILE`, from a byte offset on; ends when the replica has ended and all is read. */
  followMetrics(
    id: string,
    options: { role: string; rank: number; after?: LogCursor; signal: AbortSignal },
  ): AsyncIterable<{ readonly text: string; readonly offset: number }>;
}

/** Whether what replicas leave is collected from here; far away they store it themselves. */
export function leavesOutputsHere<T extends ComputeBackend>(backend: T): backend is T & LocalOutputs {
  return "listOutputs" in backend;
}

export interface OutputFile {
  readonly path: string;
  readonly size: number;
  readonly modifiedAt: Date;
}

/** An extra of backends that notice changes by themselves. It only shortens the wait: correctness never depends on it. */
export interface Watch {
  /** Ids whose observation may differ from the last one. Endless until aborted; a burst of changes may come as one. */
  changes(options: { signal: AbortSignal }): AsyncIterable<string>;
}

/** An extra of backends that can give a service more or fewer replicas while it goes on. */
export interface Scale {
  /** So many replicas of a role from now on; none is allowed. Those that go answer what they were asked. Saying it again changes nothing. */
  scale(id: string, to: { readonly role: string; readonly replicas: number }): Promise<void>;
}

/** An extra of backends whose nodes can be taken out of use and emptied. */
export interface Nodes {
  /** Whether a node takes new pods; what runs there goes on. Throws AppError("not_found") for one that is not there. */
  setSchedulable(node: string, isSchedulable: boolean): Promise<void>;
  /** What an emptying would do to each pod of a node; nothing is changed. */
  drainPlan(node: string, options: DrainOptions): Promise<readonly DrainedPod[]>;
  /** Asks once everything that can go to go, as budgets allow, and answers at once with what of it is still there. */
  drain(node: string, options: DrainOptions): Promise<readonly DrainedPod[]>;
}

export function emptiesNodes<T extends ComputeBackend>(backend: T): backend is T & Nodes {
  return "drainPlan" in backend;
}

export interface DrainOptions {
  /** Pods that keep data on the node go too, and their data with them. */
  readonly endsLocalData: boolean;
}

export interface DrainedPod {
  readonly namespace: string;
  readonly name: string;
  /** The workload of this installation that it belongs to. */
  readonly workload: string | null;
  readonly fate: PodFate;
  readonly reason?: {
    readonly key: "daemon" | "static" | "alone" | "localData" | "budget";
    readonly params?: Readonly<Record<string, string>>;
  };
}

/** An extra of backends on a system that others extend: by what it offers one knows what is installed. */
export interface Discovery {
  apiGroups(): Promise<readonly ApiGroup[]>;
}

export interface ApiGroup {
  readonly name: string;
  /** The one that it prefers; empty where it is not told. */
  readonly version: string;
  readonly resources: readonly string[];
}

export function discoversGroups<T extends ComputeBackend>(backend: T): backend is T & Discovery {
  return "apiGroups" in backend;
}

/** An extra of backends whose walls between programs are kept by something else, which may not be there. */
export interface PolicyProbe {
  /** Finds out by trying; takes up to some minutes. Throws AppError("unavailable") where nobody answers. */
  probePolicies(): Promise<PolicyFinding>;
}

/** Whether what policies forbid is held back, comes through, or cannot be told, and why. */
export type PolicyFinding =
  | { readonly answer: "enforced" | "ignored" }
  | { readonly answer: "unknown"; readonly reason: { readonly key: PolicyDoubtKey; readonly params: { readonly detail: string } } };

export type PolicyDoubtKey = "noImage" | "noPods" | "noControl" | "refused";

export function provesPolicies<T extends ComputeBackend>(backend: T): backend is T & PolicyProbe {
  return "probePolicies" in backend;
}

/** An extra of backends that can start a program beside the one of a replica, as a terminal does. */
export interface Exec {
  /** Throws AppError("not_found") where the replica does not run now. The program ends with the signal, or once its line is cut. */
  exec(id: string, options: ExecOptions): Promise<Execution>;
}

export interface ExecOptions {
  readonly role: string;
  readonly rank: number;
  readonly command: readonly string[];
  /** With a terminal of this size; its errors then come with the rest. */
  readonly terminal?: TerminalSize;
  readonly signal: AbortSignal;
}

export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

export interface Execution {
  readonly input: Writable;
  readonly output: Readable;
  readonly errors: Readable;
  resize(size: TerminalSize): void;
  /** Null where nobody knows the code: the line was cut, or the program never began, which `detail` says. */
  readonly ended: Promise<{ readonly code: number | null; readonly detail?: string }>;
}

/** Whether programs can be started beside those that run. */
export function canExec<T extends ComputeBackend>(backend: T): backend is T & Exec {
  return "exec" in backend;
}

/** An extra of backends that keep volumes: they have ids of their own and outlive what mounts them. */
export interface Volumes {
  /** A second time, with the same id, it changes nothing. */
  createVolume(volume: { readonly id: string; readonly projectId: string; readonly sizeBytes: number }): Promise<void>;
  listVolumes(): Promise<readonly Volume[]>;
  /** With all that is in it. Throws AppError("conflict") while something mounts it; what is gone already is fine. */
  deleteVolume(id: string): Promise<void>;
}

export interface Volume {
  readonly id: string;
  readonly projectId: string;
  readonly sizeBytes: number;
  /** Whether it has got its place; some get it only when something first mounts them. */
  readonly isBound: boolean;
}

/** Whether volumes can be kept. */
export function keepsVolumes<T extends ComputeBackend>(backend: T): backend is T & Volumes {
  return "createVolume" in backend;
}

/** Whether services can get more or fewer replicas while they go on. */
export function canScale<T extends ComputeBackend>(backend: T): backend is T & Scale {
  return "scale" in backend;
}

/** An extra of backends that keep a copy of what they run on: how alive each part of it is. */
export interface Watched {
  watchStates(): Promise<readonly WatchState[]>;
  /** How much this process has asked it since its start. */
  requestsAsked(): number;
}

export interface WatchState {
  readonly what: string;
  readonly objects: number;
  /** How often all of it had to be read anew. */
  readonly relists: number;
  readonly lastEventAgeMs?: number;
}

export function keepsWatches<T extends ComputeBackend>(backend: T): backend is T & Watched {
  return "watchStates" in backend;
}
