import { readdir, rename, rm, rmdir } from "node:fs/promises";
import path from "node:path";
import { runsFolder, socketFolder } from "@/lib/compute/local/folders";
import { readJson } from "@/lib/compute/local/json-file";
import { tenantFolders } from "@/lib/compute/local/program-spec";
import { readReplica } from "@/lib/compute/local/replica-files";
import type { LocalSettings } from "@/lib/compute/local/settings";
import type { Spawner } from "@/lib/compute/local/spawner";
import { findWorkload, type PlacedWorkload, replicasOf } from "@/lib/compute/local/workloads";
import type { Workload } from "@/lib/compute/workload";
import { AppError } from "@/lib/errors";

const beingErased = "erasing.json";

/** Removes every trace of an ended workload. It is absent from the first moment on; cut short, `finishErasing` does the rest. */
export async function eraseWorkload(settings: LocalSettings, spawner: Spawner, id: string): Promise<void> {
  const placed = await findWorkload(settings, id);
  if (!placed) return;
  for (const replica of replicasOf(placed)) {
    const { kind } = await readReplica(replica);
    if (kind === "running" || kind === "spawned") throw new AppError("conflict", "compute.stillRunning");
  }
  await rename(path.join(placed.folder, "workload.json"), path.join(placed.folder, beingErased));
  await erase(settings, spawner, placed);
}

/** What an earlier process began to erase. */
export async function finishErasing(settings: LocalSettings, spawner: Spawner): Promise<void> {
  const root = runsFolder(settings);
  for (const project of await readdir(root).catch(() => [])) {
    for (const id of await readdir(path.join(root, project)).catch(() => [])) {
      const folder = path.join(root, project, id);
      const workload = await readJson<Workload>(path.join(folder, beingErased));
      if (workload) await erase(settings, spawner, { workload, folder });
    }
  }
}

/** The programs' own folders are emptied under their rights; the rest is ours. */
async function erase(settings: LocalSettings, spawner: Spawner, placed: PlacedWorkload): Promise<void> {
  const { workload, folder } = placed;
  const owned = replicasOf(placed).flatMap((replica) => [
    ...Object.keys(tenantFolders).map((name) => path.join(replica, name)),
    ...writableMounts(workload).map((at) => path.join(replica, "mounts", at)),
  ]);
  for await (const _ of await spawner.tenant(workload.tenant.uid, { verb: "erase", folders: owned }));
  for (const role of workload.roles) {
    for (let rank = 0; rank < role.replicas; rank++) {
      await rm(socketFolder(settings, workload.id, role.name, rank), { recursive: true, force: true });
    }
  }
  await rm(folder, { recursive: true, force: true });
  await rmdir(path.dirname(folder)).catch(() => undefined);
}

function writableMounts(workload: Workload): string[] {
  const most = Math.max(0, ...workload.roles.map((role) => role.mounts.length));
  return Array.from({ length: most }, (_, at) => String(at));
}
