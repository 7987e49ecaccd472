import type { KubeClient } from "@/k8s/client";
import { mainContainer } from "@/k8s/manifests/pod";
import type { PodState } from "@/k8s/projections";
import { refusalOf } from "@/k8s/request";
import { AppError } from "@/lib/errors";
import { pause } from "@/lib/pause";

export interface PodLine {
  readonly at: Date;
  readonly text: string;
  readonly offset: number;
}

const betweenLooksMs = 500;
/** Between two tries at a log that said nothing the last time. */
const longestBetweenTriesMs = 5000;

export interface ReplicaLog {
  /** Oldest first. */
  readonly pods: readonly PodState[];
  readonly isOver: boolean;
}

interface ReadOptions {
  readonly from: number;
  readonly follow: boolean;
  readonly signal: AbortSignal;
}

/** The lines of a replica, pod after pod; following ends when the replica has. */
export async function* readReplicaLog(
  client: KubeClient,
  replica: () => Promise<ReplicaLog | undefined>,
  { from, follow, signal }: ReadOptions,
): AsyncIterable<PodLine> {
  const read = new Set<string>();
  let last = from;
  while (!signal.aborted) {
    const log = await replica();
    if (!log) return;
    for (const pod of log.pods.filter(({ name }) => !read.has(name))) {
      const podNow = async () => (await replica())?.pods.find(({ name }) => name === pod.name);
      for await (const line of readPodLog(client, podNow, { from: last, follow, signal })) {
        last = line.offset;
        yield line;
      }
      read.add(pod.name);
    }
    if (!follow || log.isOver) return;
    await pause(betweenLooksMs, signal);
  }
}

/**
 * The lines of one pod's program behind an offset. The cluster counts no bytes and resumes by the second, so an offset is a line's moment
 * in microseconds, told apart by one where lines share it: it grows over rotations, over lives of a container and over pods. Following ends when the program has.
 */
async function* readPodLog(client: KubeClient, podNow: () => Promise<PodState | undefined>, options: ReadOptions): AsyncIterable<PodLine> {
  let { from } = options;
  let lives = 0;
  let quietLooks = 0;
  while (!options.signal.aborted) {
    const before = await podNow();
    if (!before) return;
    const begunAt = from;
    for (const previous of livesToRead(before, lives)) {
      for await (const line of readOnce(client, before, from, { ...options, previous })) {
        from = line.offset;
        yield line;
      }
    }
    lives = before.main.restarts ?? 0;
    if (!options.follow || hasEnded(before)) return;
    await pause(Math.min(betweenLooksMs * 2 ** quietLooks, longestBetweenTriesMs), options.signal);
    quietLooks = hasBegun(before) && from === begunAt ? Math.min(quietLooks + 1, 10) : 0;
  }
}

async function* readOnce(
  client: KubeClient,
  pod: Pick<PodState, "name" | "namespace">,
  from: number,
  { follow, signal, previous }: { follow: boolean; signal: AbortSignal; previous: boolean },
): AsyncIterable<PodLine> {
  const sinceTime = from > 0 ? { sinceTime: `${new Date(Math.floor(from / 1e6) * 1000).toISOString().slice(0, 19)}Z` } : {};
  let last = 0;
  try {
    for await (const bytes of client.logLines(pod, {
      container: mainContainer,
      follow: follow && !previous,
      previous,
      signal,
      ...sinceTime,
    })) {
      const line = parse(bytes, last);
      if (!line) continue;
      last = line.offset;
      if (line.offset > from) yield line;
    }
  } catch (error) {
    if (signal.aborted || isNothingYet(error)) return;
    // A line that is cut is taken up again; one that cannot be had at all is the caller's to know.
    if (!(error instanceof AppError && error.code === "unavailable" && last > 0 && follow)) throw error;
  }
}

/** The container waits to start, or its pod went meanwhile. */
function isNothingYet(error: unknown): boolean {
  const status = refusalOf(error)?.status;
  return status === 400 || status === 404;
}

/** Whether to read the life before this one, which ended since the last look, and this one. */
function livesToRead(pod: PodState, known: number): boolean[] {
  if (!hasBegun(pod)) return [];
  return (pod.main.restarts ?? 0) > known ? [true, false] : [false];
}

/** Lines look like `2026-11-21T09:30:00.123456789Z text`. */
function parse(bytes: Buffer, last: number): PodLine | undefined {
  const space = bytes.indexOf(32);
  const stamp = bytes.toString("latin1", 0, space < 0 ? bytes.length : space);
  const micros = microsOf(stamp);
  if (micros === undefined) return undefined;
  const text = space < 0 ? "" : bytes.toString("utf8", space + 1).replace(/\r$/, "");
  return { at: new Date(Math.floor(micros / 1000)), text, offset: Math.max(micros, last + 1) };
}

export function microsOf(stamp: string): number | undefined {
  const found = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/.exec(stamp);
  if (!found) return undefined;
  const seconds = Date.parse(`${found[1]}${found[3]}`) / 1000;
  return seconds * 1e6 + Number((found[2] ?? "").padEnd(6, "0").slice(0, 6));
}

function hasBegun({ main }: PodState): boolean {
  return main.running !== undefined || main.terminated !== undefined || main.last !== undefined;
}

function hasEnded({ phase, main, comesBack }: PodState): boolean {
  return phase === "Succeeded" || phase === "Failed" || (main.terminated !== undefined && !comesBack);
}
