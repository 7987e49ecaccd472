import { readdir } from "node:fs/promises";
import path from "node:path";
import { isFolderName, replicaFolder, runsFolder } from "@/lib/compute/local/folders";
import { isMissing, readJson } from "@/lib/compute/local/json-file";
import type { LocalSettings } from "@/lib/compute/local/settings";
import type { Workload } from "@/lib/compute/workload";
import { AppError } from "@/lib/errors";

export interface PlacedWorkload {
  readonly workload: Workload;
  readonly folder: string;
}

type Places = Pick<LocalSettings, "dataFolder" | "runtimeFolder">;

/** Looks in every project's folder: the id alone does not say whose it is. Undefined when it is nowhere. */
export async function findWorkload(places: Places, id: string): Promise<PlacedWorkload | undefined> {
  if (!isFolderName(id)) return undefined;
  for (const project of await namesIn(runsFolder(places))) {
    const folder = path.join(runsFolder(places), project, id);
    const workload = await readJson<Workload>(path.join(folder, "workload.json"));
    if (workload) return { workload, folder };
  }
  return undefined;
}

export async function listWorkloads(places: Places): Promise<string[]> {
  const ids: string[] = [];
  for (const project of await namesIn(runsFolder(places))) {
    for (const id of await namesIn(path.join(runsFolder(places), project))) {
      if (await readJson(path.join(runsFolder(places), project, id, "workload.json"))) ids.push(id);
    }
  }
  return ids;
}

/** Every run folder of every workload. */
export async function replicaFolders(places: Places): Promise<string[]> {
  const folders: string[] = [];
  for (const id of await listWorkloads(places)) {
    const placed = await findWorkload(places, id);
    if (placed) folders.push(...replicasOf(placed));
  }
  return folders;
}

export function replicasOf({ workload, folder }: PlacedWorkload): string[] {
  return workload.roles.flatMap((role) => Array.from({ length: role.replicas }, (_, rank) => replicaFolder(folder, role.name, rank)));
}

/** The run folder of one replica; throws not_found for what was never asked for. */
export function placeReplica(placed: PlacedWorkload | undefined, role: string, rank: number): string {
  const found = placed?.workload.roles.find((each) => each.name === role);
  if (!placed || !found || rank < 0 || rank >= found.replicas) throw new AppError("not_found", "compute.unknownReplica", { role, rank });
  return replicaFolder(placed.folder, role, rank);
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}
