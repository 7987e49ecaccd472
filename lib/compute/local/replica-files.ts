import { readFile } from "node:fs/promises";
import path from "node:path";
import { readJson } from "@/lib/compute/local/json-file";

/** Written by the shim once it watches. */
export interface ReplicaState {
  readonly shim: number;
  readonly shimStart: number;
  readonly pid: number;
  readonly boot: string;
  readonly groups: Readonly<Record<string, string>>;
  readonly startedAt: number | null;
}

/** Written by the shim as its last act, or by the driver for what never started or was lost. */
export interface ReplicaExit {
  readonly code: number | null;
  readonly signal: string | null;
  readonly cannotStart?: string | null;
  readonly why?: EndReason | null;
  readonly params?: Readonly<Record<string, string | number>> | null;
  readonly outOfMemory?: boolean;
  readonly cpuSeconds?: number;
  readonly peakMemoryBytes?: number;
  readonly startedAt?: number | null;
  readonly at: number;
}

export type EndReason = "stopped" | "maxRunTime" | "peerFailed" | "lost" | "machineRestarted" | "diskFull";

/** An order to end, for the shim to read when it is told to. */
export interface StopOrder {
  readonly why: "stopped" | "peerFailed";
  readonly params?: Readonly<Record<string, string | number>>;
}

/** Kept by the driver: how often it started this replica again, and when it may do so next. */
export interface RestartRecord {
  readonly count: number;
  readonly quick: number;
  readonly notBefore: number;
  readonly exit: ReplicaExit;
}

export type ReplicaFiles =
  | { readonly kind: "new" }
  | { readonly kind: "spawned"; readonly at: number }
  | { readonly kind: "running"; readonly state: ReplicaState }
  | { readonly kind: "ended"; readonly exit: ReplicaExit }
  | { readonly kind: "lost"; readonly why: "lost" | "machineRestarted"; readonly state: ReplicaState };

/**
 * What the files of a replica say. A pid alone is no identity: boot id and start time belong to it. An exit that was written
 * between the two looks counts.
 */
export async function readReplica(folder: string): Promise<ReplicaFiles> {
  const exit = await readJson<ReplicaExit>(path.join(folder, "exit.json"));
  if (exit) return { kind: "ended", exit };
  const state = await readJson<ReplicaState>(path.join(folder, "state.json"));
  if (!state) {
    const spawned = await readJson<{ at: number }>(path.join(folder, "spawned.json"));
    return spawned ? { kind: "spawned", at: spawned.at } : { kind: "new" };
  }
  if (state.boot !== (await bootId())) return { kind: "lost", why: "machineRestarted", state };
  if (await isAlive(state)) return { kind: "running", state };
  const late = await readJson<ReplicaExit>(path.join(folder, "exit.json"));
  return late ? { kind: "ended", exit: late } : { kind: "lost", why: "lost", state };
}

let knownBootId: string | undefined;

export async function bootId(): Promise<string> {
  knownBootId ??= await readFile("/proc/sys/kernel/random/boot_id", "utf8").then(
    (text) => text.trim(),
    () => "",
  );
  return knownBootId;
}

/** Without /proc only the pid can be asked for. A zombie is dead: nobody watches any more. */
async function isAlive({ shim, shimStart }: ReplicaState): Promise<boolean> {
  if (shimStart === 0) return answers(shim);
  try {
    const stat = await readFile(`/proc/${shim}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields[0] !== "Z" && fields[0] !== "X" && Number(fields[19]) === shimStart;
  } catch {
    return false;
  }
}

function answers(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
