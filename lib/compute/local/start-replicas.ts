import { chmod, mkdir, open, readFile, realpath, rm, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import path from "node:path";
import type { Accelerators } from "@/lib/compute/local/accelerators";
import { type Replica, writeExit } from "@/lib/compute/local/drive-workload";
import { environmentFolder, socketFolder } from "@/lib/compute/local/folders";
import { layOutInputs } from "@/lib/compute/local/input-cache";
import type { Isolation } from "@/lib/compute/local/isolation";
import { readJson, writeJson } from "@/lib/compute/local/json-file";
import { makePassable } from "@/lib/compute/local/make-passable";
import { type Preparation, programSpec, tenantFolders } from "@/lib/compute/local/program-spec";
import type { RestartRecord } from "@/lib/compute/local/replica-files";
import type { LocalSettings } from "@/lib/compute/local/settings";
import type { Spawner } from "@/lib/compute/local/spawner";
import { entriesOf } from "@/lib/compute/local/store-workload";
import { isSystemFolder } from "@/lib/compute/local/system-folders";
import type { Mount, MountedFile, Role, Workload } from "@/lib/compute/workload";
import { AppError } from "@/lib/errors";

export interface Progress {
  doneBytes: number;
  totalBytes: number;
}

const mostTries = 3;

/**
 * Lays out what the replicas read, makes their folders, and starts a shim for each. What goes wrong is written as their end; only that
 * the launcher does not answer is thrown, as that passes.
 */
export async function startReplicas(
  settings: LocalSettings,
  parts: { spawner: Spawner; isolation: Isolation; accelerators: Accelerators },
  workload: Workload,
  folder: string,
  due: readonly Replica[],
  progress: Progress,
): Promise<void> {
  try {
    const shared = await layOutAll(settings, workload, folder, due, progress);
    const rendezvousPort = await rendezvous(folder, workload);
    for (const replica of due) await startOne(settings, parts, workload, folder, replica, shared, rendezvousPort);
  } catch (error) {
    if (error instanceof AppError && error.code === "unavailable") throw error;
    for (const replica of due) await writeExit(replica.folder, { code: null, signal: null, ...reasonOf(error), at: Date.now() });
  }
}

function reasonOf(error: unknown): { why: "diskFull" } | { cannotStart: string } {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "ENOSPC" || code === "EDQUOT") return { why: "diskFull" };
  return { cannotStart: error instanceof Error ? error.message : String(error) };
}

/** Files of the store, by the mount that shows them. */
async function layOutAll(
  settings: LocalSettings,
  workload: Workload,
  folder: string,
  due: readonly Replica[],
  progress: Progress,
): Promise<Map<Mount, string>> {
  const files: { mount: Mount; entries: readonly MountedFile[] }[] = [];
  for (const role of new Set(due.map((replica) => replica.role))) {
    for (const [at, mount] of role.mounts.entries()) {
      if (mount.source.kind === "files") files.push({ mount, entries: await entriesOf(folder, role.name, at) });
    }
  }
  progress.totalBytes = files.reduce((sum, { entries }) => sum + totalBytes(entries), 0);
  const laidOut = new Map<Mount, string>();
  for (const { mount, entries } of files) {
    const place = await layOutInputs(settings, workload.tenant.projectId, entries, (bytes) => {
      progress.doneBytes += bytes;
    });
    laidOut.set(mount, place);
  }
  return laidOut;
}

function totalBytes(entries: readonly MountedFile[]): number {
  return entries.reduce((sum, entry) => sum + entry.size, 0);
}

/** One free port for all ranks of a workload to meet at, kept over restarts of this process. */
async function rendezvous(folder: string, workload: Workload): Promise<number> {
  if (workload.roles.every((role) => role.replicas < 2)) return 0;
  const file = path.join(folder, "rendezvous.json");
  const known = await readJson<{ port: number }>(file);
  if (known) return known.port;
  const port = await freePort();
  await writeJson(file, { port });
  return port;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => (address && typeof address === "object" ? resolve(address.port) : reject(new Error("no port"))));
    });
  });
}

async function startOne(
  settings: LocalSettings,
  { spawner, isolation, accelerators }: { spawner: Spawner; isolation: Isolation; accelerators: Accelerators },
  workload: Workload,
  folder: string,
  { role, rank, folder: replica }: Replica,
  laidOut: ReadonlyMap<Mount, string>,
  rendezvousPort: number,
): Promise<void> {
  await makeFolders(settings, workload, role, rank, replica);
  const restarts = await readJson<RestartRecord>(path.join(replica, "restart.json"));
  const given = await accelerators.assign(role.resources.accelerators, replica);
  const preparation: Preparation = {
    folder,
    view: isolation.view,
    mountSources: await mountSources(role, replica, laidOut),
    interpreterFolders: await interpreterFolders(settings, role),
    rendezvousPort,
    tcpPorts: await tcpPorts(role, replica),
    accelerators: given,
    start: restarts?.count ?? 0,
  };
  const spec = programSpec(settings, workload, role, rank, preparation);
  await writeJson(path.join(replica, "spec.json"), { ...spec, accelerators: given.ids, inputs: [...laidOut.values()] });
  const spawned = path.join(replica, "spawned.json");
  await writeJson(spawned, { at: Date.now(), tries: await nextTry(replica) });
  await spawner.shim(replica, spec).catch(async (error: unknown) => {
    await rm(spawned, { force: true });
    throw error;
  });
}

/** A shim that says nothing at all, time after time, has left its complaint beside its log. */
async function nextTry(replica: string): Promise<number> {
  const before = await readJson<{ tries: number }>(path.join(replica, "spawned.json"));
  const tries = (before?.tries ?? 0) + 1;
  if (tries <= mostTries) return tries;
  const complaint = await readFile(path.join(replica, "shim.err"), "utf8").catch(() => "");
  throw new Error(complaint.trim().split("\n").at(-1) || "the shim left no word");
}

/** Others may pass through, for where there is no private view; only what a program owns can be read by it. */
async function makeFolders(settings: LocalSettings, workload: Workload, role: Role, rank: number, replica: string): Promise<void> {
  await makePassable(replica);
  for (const name of [...Object.keys(tenantFolders), "root"]) await mkdir(path.join(replica, name), { mode: 0o700 }).catch(ignoreExisting);
  const metrics = await open(path.join(replica, "metrics.jsonl"), "a", 0o660);
  await metrics.chmod(0o660);
  await metrics.close();
  if (!role.ports.some((port) => port.transport === "unix")) return;
  const sockets = socketFolder(settings, workload.id, role.name, rank);
  await makePassable(path.dirname(sockets));
  await mkdir(sockets, { mode: 0o770 }).catch(ignoreExisting);
}

function ignoreExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== "EEXIST") throw error;
}

async function mountSources(role: Role, replica: string, laidOut: ReadonlyMap<Mount, string>): Promise<string[]> {
  const sources: string[] = [];
  for (const [at, mount] of role.mounts.entries()) {
    if (mount.source.kind === "outputs") sources.push(path.join(replica, "outputs"));
    else if (mount.source.kind === "files") sources.push(laidOut.get(mount) ?? "");
    else if (mount.source.kind === "inline")
      sources.push(await writeInline(path.join(replica, "mounts", String(at)), mount.source.files, mount.readOnly ? 0o755 : 0o700));
    else throw new Error(`a mount that no machine has: ${mount.source.kind}`);
  }
  return sources;
}

/** What a program may change becomes its own, and nobody else's. */
async function writeInline(folder: string, files: Readonly<Record<string, string>>, mode: number): Promise<string> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true, mode: 0o755 });
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(folder, name);
    if (path.relative(folder, file).startsWith("..")) throw new Error(`${name} leaves its mount`);
    await mkdir(path.dirname(file), { recursive: true, mode: 0o755 });
    for (let each = path.dirname(file); each.length >= folder.length; each = path.dirname(each)) await chmod(each, 0o755);
    await writeFile(file, text, { mode: 0o644 });
    await chmod(file, 0o644);
  }
  await chmod(folder, mode);
  await chmod(path.dirname(folder), 0o711);
  return folder;
}

/** Programs that cannot listen on a unix socket get a loopback port; other users of the machine can reach that. */
async function tcpPorts(role: Role, replica: string): Promise<Record<string, number>> {
  const ports: Record<string, number> = {};
  for (const { name, transport } of role.ports) if (transport === "tcp") ports[name] = await freePort();
  await writeJson(path.join(replica, "ports.json"), ports);
  return ports;
}

/** A Python environment links to the interpreter it was made with, which may lie anywhere, such as below a home. */
async function interpreterFolders(settings: LocalSettings, role: Role): Promise<string[]> {
  if (role.environment.kind !== "python") return [];
  const environment = environmentFolder(settings, role.environment.directory);
  const found = new Set<string>();
  const home = /^home\s*=\s*(.+)$/m.exec(await readFile(path.join(environment, "pyvenv.cfg"), "utf8").catch(() => ""))?.[1];
  if (home) found.add(path.dirname(home.trim()));
  found.add(path.dirname(path.dirname(await realpath(path.join(environment, "bin/python")))));
  const outside = [...found].filter((folder) => !isSystemFolder(folder) && folder !== "/");
  const folders: string[] = [];
  for (const folder of outside) if (await stat(folder).catch(() => undefined)) folders.push(await realpath(folder), folder);
  return [...new Set(folders)].filter((folder) => !folder.startsWith(`${environment}/`) && folder !== environment);
}
