import { chmod, mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { replicaFolder } from "@/lib/compute/local/folders";
import { isMissing, readJson, writeJson } from "@/lib/compute/local/json-file";
import { removeGroups } from "@/lib/compute/local/remove-groups";
import { type ReplicaExit, type ReplicaFiles, type RestartRecord, readReplica, type StopOrder } from "@/lib/compute/local/replica-files";
import type { Spawner } from "@/lib/compute/local/spawner";
import type { Role, Workload } from "@/lib/compute/workload";

export interface Replica {
  readonly role: Role;
  readonly rank: number;
  readonly folder: string;
  readonly files: ReplicaFiles;
}

/** What a pass needs of its surroundings. */
export interface Surroundings {
  readonly spawner: Spawner;
  readonly now: () => number;
  /** Brings the replicas that are due to life. */
  readonly start: (workload: Workload, folder: string, due: readonly Replica[]) => Promise<void>;
  /** True once for every order that this process has not handed on yet. */
  readonly firstSeen: (order: string) => boolean;
}

const spawnPatienceMs = 15_000;
const steadyMs = 30_000;
const longestBackoffMs = 60_000;

/** Makes the next step true for one workload, and says in how many milliseconds to look again; undefined when it has ended for good. */
export async function driveWorkload(folder: string, surroundings: Surroundings): Promise<number | undefined> {
  const workload = await readJson<Workload>(path.join(folder, "workload.json"));
  if (!workload) return undefined;
  const stop = await isStopped(folder);
  const replicas = await readReplicas(folder, workload);
  for (const replica of replicas) if (replica.files.kind === "lost") await bury(workload, replica, replica.files, surroundings);
  if (stop) return endAll(replicas, { why: "stopped" }, surroundings);
  if (workload.kind === "service") return keepServing(workload, folder, replicas, surroundings);
  const failed = replicas.find((replica) => isFailed(replica.files));
  if (failed) return endAll(replicas, peerFailed(failed), surroundings);
  return startDue(workload, folder, replicas, surroundings);
}

/** Whether an order to end the workload lies in its folder. */
export async function isStopped(folder: string): Promise<boolean> {
  return (await readJson(path.join(folder, "stop.json"))) !== undefined;
}

export async function readReplicas(folder: string, workload: Workload): Promise<Replica[]> {
  const all = workload.roles.flatMap((role) => Array.from({ length: role.replicas }, (_, rank) => ({ role, rank })));
  return Promise.all(
    all.map(async ({ role, rank }) => {
      const own = replicaFolder(folder, role.name, rank);
      return { role, rank, folder: own, files: await readReplica(own) };
    }),
  );
}

/** Its shim was killed or the machine restarted: what survived is ended, and its end is written where the shim could not. */
async function bury(
  workload: Workload,
  replica: Replica,
  lost: Extract<ReplicaFiles, { kind: "lost" }>,
  { spawner, now }: Surroundings,
): Promise<void> {
  const restarts = await readJson<RestartRecord>(path.join(replica.folder, "restart.json"));
  if (lost.why === "lost") {
    const mark = `${workload.id}.${replica.role.name}-${replica.rank}.${restarts?.count ?? 0}`;
    const swept = await spawner.tenant(workload.tenant.uid, { verb: "sweep", mark });
    for await (const _ of swept);
  }
  await removeGroups(lost.state);
  await writeExit(replica.folder, { code: null, signal: null, why: lost.why, startedAt: lost.state.startedAt, at: now() });
}

async function endAll(replicas: readonly Replica[], order: StopOrder, { now, firstSeen }: Surroundings): Promise<number | undefined> {
  for (const { folder, files } of replicas) {
    if (files.kind === "new")
      await writeExit(folder, { code: null, signal: null, why: order.why, ...(order.params ? { params: order.params } : {}), at: now() });
    if (files.kind !== "running" && files.kind !== "spawned") continue;
    const file = path.join(folder, "stop.json");
    await writeFile(file, JSON.stringify(order), { flag: "wx", mode: 0o600 }).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST") throw error;
    });
    if (files.kind === "running" && firstSeen(`${folder} ${files.state.shim} ${files.state.shimStart}`)) terminate(files.state.shim);
  }
  return replicas.every((replica) => replica.files.kind === "ended" || replica.files.kind === "new") ? undefined : 1000;
}

function terminate(shim: number): void {
  try {
    process.kill(shim, "SIGTERM");
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}

async function startDue(
  workload: Workload,
  folder: string,
  replicas: readonly Replica[],
  surroundings: Surroundings,
): Promise<number | undefined> {
  const due = replicas.filter(({ files }) => isDue(files, surroundings.now()));
  if (due.length > 0) await surroundings.start(workload, folder, due);
  return due.length > 0 || replicas.some(({ files }) => files.kind !== "ended") ? 1000 : undefined;
}

/** A spawn that left no word for long is tried again; the lock of the run folder keeps two shims apart. */
function isDue(files: ReplicaFiles, now: number): boolean {
  return files.kind === "new" || (files.kind === "spawned" && now - files.at > spawnPatienceMs);
}

/** Replicas of a service come back when they end, at once the first time, then after 1, 2, 4 … seconds up to a minute. */
async function keepServing(workload: Workload, folder: string, replicas: readonly Replica[], surroundings: Surroundings): Promise<number> {
  const now = surroundings.now();
  const due: Replica[] = [];
  let wait = 1000;
  for (const replica of replicas) {
    if (replica.files.kind === "ended") await prepareRestart(replica.folder, replica.files.exit, now);
    const files = await readReplica(replica.folder);
    if (!isDue(files, now)) continue;
    const record = await readJson<RestartRecord>(path.join(replica.folder, "restart.json"));
    const early = (record?.notBefore ?? 0) - now;
    if (early > 0) wait = Math.min(wait, early);
    else due.push({ ...replica, files });
  }
  if (due.length > 0) await surroundings.start(workload, folder, due);
  return wait;
}

/** The record first and the exit last: cut short anywhere, the next pass does the rest. */
async function prepareRestart(folder: string, exit: ReplicaExit, now: number): Promise<void> {
  const file = path.join(folder, "restart.json");
  const last = await readJson<RestartRecord>(file);
  if (last?.exit.at !== exit.at) {
    const steady = exit.startedAt ? exit.at - exit.startedAt >= steadyMs : false;
    const quick = steady ? 0 : (last?.quick ?? -1) + 1;
    const backoffMs = quick === 0 ? 100 : Math.min(longestBackoffMs, 1000 * 2 ** (quick - 1));
    await writeJson(file, { count: (last?.count ?? 0) + 1, quick, notBefore: now + backoffMs, exit } satisfies RestartRecord);
  }
  for (const name of ["state.json", "spawned.json", "exit.json"]) await rm(path.join(folder, name), { force: true });
}

export function isFailed(files: ReplicaFiles): boolean {
  return files.kind === "ended" && (files.exit.code !== 0 || isEndedByUs(files.exit));
}

/** A program that was told to end has not done its work, whatever its exit code says. */
export function isEndedByUs(exit: ReplicaExit): boolean {
  return exit.why !== undefined && exit.why !== null;
}

function peerFailed({ role, rank }: Replica): StopOrder {
  return { why: "peerFailed", params: { role: role.name, rank } };
}

/** Whoever writes the end first is believed. Nothing is written for a workload that was removed meanwhile. */
export async function writeExit(folder: string, exit: ReplicaExit): Promise<void> {
  try {
    await mkdir(folder).then(() => chmod(folder, 0o711), ignoreExisting);
    if (await readJson(path.join(folder, "exit.json"))) return;
    await writeJson(path.join(folder, "exit.json"), exit);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

function ignoreExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== "EEXIST") throw error;
}
