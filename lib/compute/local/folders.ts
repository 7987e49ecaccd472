import { createHash } from "node:crypto";
import path from "node:path";
import type { LocalSettings } from "@/lib/compute/local/settings";

type Places = Pick<LocalSettings, "dataFolder" | "runtimeFolder">;

/** Ids become names of folders, so nothing else may stand in them. */
export function isFolderName(text: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/.test(text);
}

export function runsFolder(places: Places): string {
  return path.join(places.dataFolder, "runs");
}

export function workloadFolder(places: Places, projectId: string, id: string): string {
  return path.join(runsFolder(places), projectId, id);
}

export function replicaFolder(folder: string, role: string, rank: number): string {
  return path.join(folder, `${role}-${rank}`);
}

export function environmentFolder(places: Places, directory: string): string {
  return path.join(places.dataFolder, "environments", directory);
}

export function inputsFolder(places: Places, projectId: string): string {
  return path.join(places.dataFolder, "inputs", projectId);
}

/** Short, whatever the ids are: the paths of unix sockets are limited. */
export function socketFolder(places: Places, id: string, role: string, rank: number): string {
  const name = createHash("sha256").update(`${id}/${role}/${rank}`).digest("hex").slice(0, 16);
  return path.join(places.runtimeFolder, "w", name);
}

export function socketFile(places: Places, id: string, role: string, rank: number, port: string): string {
  return path.join(socketFolder(places, id, role, rank), `${port}.sock`);
}
