import { constants } from "node:os";
import { detailOf } from "@/k8s/detail";
import type { ContainerState } from "@/k8s/objects";
import type { PodState } from "@/k8s/projections";
import type { ComputeReason, ComputeReasonKey } from "@/lib/compute/workload";

/** How the program of a pod ended, or that it never began. */
export interface PodExit {
  readonly code: number | null;
  readonly signal: string | null;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly outOfMemory: boolean;
  /** What kept it from beginning. */
  readonly hindrance?: ComputeReason;
  readonly usage?: { readonly cpuSeconds: number; readonly peakMemoryBytes: number };
}

const startProblems = new Set(["StartError", "ContainerCannotRun"]);

/** Undefined while the pod may still change: a container that ended is only believed when the kubelet has ended its pod. */
export function exitOf(pod: PodState): PodExit | undefined {
  if (pod.phase !== "Succeeded" && pod.phase !== "Failed") return undefined;
  const { terminated, running } = pod.main;
  if (terminated) return endOf(terminated, pod);
  return running ? endOf({ ...running, ...untold }, pod) : neverBegan(pod.fetch.terminated, pod);
}

/** Whether anything of it ever ran. */
export function hasBegun({ fetch, main }: PodState): boolean {
  return [fetch, main].some(({ running, terminated }) => running !== undefined || terminated !== undefined);
}

/** As the kubelet itself says it of a container whose end it did not see. */
const untold = { reason: "ContainerStatusUnknown", exitCode: 137 };

/** How a container that is started again in its pod ended the last time; undefined where it never did. */
export function lastExitOf(pod: PodState): PodExit | undefined {
  const main = pod.main.terminated ?? pod.main.last;
  if (main) return endOf(main, pod);
  const fetch = pod.fetch.terminated ?? pod.fetch.last;
  return fetch && fetch.exitCode !== 0 ? neverBegan(fetch, pod) : undefined;
}

type Terminated = NonNullable<ContainerState["terminated"]>;

function endOf(terminated: Terminated, pod: PodState): PodExit {
  const report = readReport(terminated.message);
  const common = {
    at: endedAt(terminated, pod),
    outOfMemory: terminated.reason === "OOMKilled" || report.outOfMemory,
    ...(report.usage ? { usage: report.usage } : {}),
  };
  if (startProblems.has(terminated.reason ?? "")) {
    return { ...common, code: null, signal: null, hindrance: { key: "cannotStart", params: detailOf(startDetail(terminated.message)) } };
  }
  if (terminated.reason === "ContainerStatusUnknown") {
    return { ...common, code: null, signal: null, hindrance: { key: "nodeLost", params: { node: pod.node } } };
  }
  if (report.end) return { ...common, ...report.end };
  const signal = terminated.signal ? signalNamed(terminated.signal) : signalNamed(terminated.exitCode - 128);
  return { ...common, code: signal ? null : terminated.exitCode, signal: signal ?? null };
}

/** A runtime that lost sight of a container tells no time for its end, or 1970. */
function endedAt({ finishedAt, startedAt }: Terminated, { unreadySince, createdAt }: PodState): number {
  const told = [finishedAt, unreadySince, startedAt, createdAt].map((time) => Date.parse(time ?? ""));
  return told.find((time) => time > 0) ?? 0;
}

function neverBegan(terminated: Terminated | undefined, { startTime, createdAt }: PodState): PodExit {
  const at = Date.parse(terminated?.finishedAt ?? startTime ?? createdAt);
  const failed = terminated && terminated.exitCode !== 0;
  const hindrance = failed ? inputsReason(terminated.message) : undefined;
  return { code: null, signal: null, at, outOfMemory: terminated?.reason === "OOMKilled", ...(hindrance ? { hindrance } : {}) };
}

/** The end in words, where nothing but the program itself was the cause. */
export function wordsOf(exit: PodExit, memoryBytes: number): ComputeReason {
  if (exit.outOfMemory) return { key: "outOfMemory", params: { limitGib: Number((memoryBytes / 2 ** 30).toFixed(2)) } };
  if (exit.hindrance) return exit.hindrance;
  if (exit.signal) return { key: "signalled", params: { signal: exit.signal } };
  return exit.code === null ? { key: "lost" } : { key: "exited", params: { code: exit.code } };
}

/** A container tells a signal only as 128 and its number. */
function signalNamed(number: number): string | undefined {
  return Object.entries(constants.signals).find(([, value]) => value === number)?.[0];
}

interface Report extends Pick<PodExit, "outOfMemory" | "usage"> {
  readonly end?: Pick<PodExit, "code" | "signal">;
}

/** What the wrapper leaves as its last word; anything else is the end of a log. */
function readReport(message: string | undefined): Report {
  const { exit, signal, outOfMemory, cpuSeconds, peakMemoryBytes } = parsed(message);
  const hasUsage = typeof cpuSeconds === "number" && typeof peakMemoryBytes === "number";
  return {
    outOfMemory: outOfMemory === true,
    ...(hasUsage ? { usage: { cpuSeconds, peakMemoryBytes } } : {}),
    ...(typeof exit === "number" ? { end: { code: exit, signal: null } } : {}),
    ...(typeof signal === "string" ? { end: { code: null, signal } } : {}),
  };
}

/** The wrapper's own words for what it cannot fetch; of what else may stand there, the end of a log. */
const inputReasons: ReadonlySet<string> = new Set<ComputeReasonKey>([
  "inputsDamaged",
  "inputsMissing",
  "inputsRefused",
  "inputsNoRoom",
  "inputsDiskFull",
  "inputsUnwritable",
  "inputsUnreachable",
  "wrapperMismatch",
]);

function inputsReason(message = ""): ComputeReason {
  const { key, params } = parsed(message);
  const said = Object.entries(params ?? {}).map(([name, value]) => [name, typeof value === "number" ? value : String(value)]);
  if (isInputReason(key)) return { key, params: Object.fromEntries(said) };
  const detail = typeof key === "string" ? [key, ...said.map(([, value]) => value)].join(": ") : (message.trim().split("\n").at(-1) ?? "");
  return { key: "inputsFailed", params: detailOf(detail) };
}

function isInputReason(key: unknown): key is ComputeReasonKey {
  return typeof key === "string" && inputReasons.has(key);
}

function parsed(message: string | undefined): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(message ?? "");
    return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
  } catch {
    return {};
  }
}

/** The runtime wraps what matters in what it tried: `exec: "trian": executable file not found in $PATH`. */
function startDetail(message = ""): string {
  const program = /exec: "?([^":]+)"?: (?:stat .*: )?(?:executable file not found in \$PATH|no such file or directory)/.exec(message)?.[1];
  return program ? `${program}: No such file or directory` : message;
}
