import { readdir, stat } from "node:fs/promises";
import path from "node:path";
import { removeLaidOut } from "@/lib/compute/local/input-cache";
import { readJson } from "@/lib/compute/local/json-file";
import { readReplica } from "@/lib/compute/local/replica-files";
import type { RunSpec } from "@/lib/compute/local/run-spec";
import type { LocalSettings } from "@/lib/compute/local/settings";
import { replicaFolders } from "@/lib/compute/local/workloads";

/**
 * Removes laid-out inputs that no program reads and none has asked for since `unusedSince`. They are copies: the next program that needs
 * them lays them out again. Returns how many went.
 */
export async function pruneInputs(settings: LocalSettings, unusedSince: Date): Promise<number> {
  const root = path.join(settings.dataFolder, "inputs");
  const read = await readNow(settings);
  let removed = 0;
  for (const project of await readdir(root).catch(() => [])) {
    for (const name of await readdir(path.join(root, project))) {
      const folder = path.join(root, project, name.replace(/\.ready$/, ""));
      if (name.endsWith(".ready") || read.has(folder)) continue;
      const marker = await stat(`${folder}.ready`).catch(() => stat(folder).catch(() => undefined));
      if (marker && marker.mtime >= unusedSince) continue;
      await removeLaidOut(folder);
      removed += 1;
    }
  }
  return removed;
}

/** What programs that live, or are about to, have been given. */
async function readNow(settings: LocalSettings): Promise<Set<string>> {
  const sources = new Set<string>();
  for (const replica of await replicaFolders(settings)) {
    const { kind } = await readReplica(replica);
    if (kind === "ended") continue;
    const spec = await readJson<RunSpec & { inputs?: readonly string[] }>(path.join(replica, "spec.json"));
    for (const folder of spec?.inputs ?? []) sources.add(folder);
  }
  return sources;
}
