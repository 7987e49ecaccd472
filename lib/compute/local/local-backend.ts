import path from "node:path";
import type { ComputeBackend, LocalOutputs, Watch } from "@/lib/compute/backend";
import { IdQueue } from "@/lib/compute/id-queue";
import { acceleratorsOf } from "@/lib/compute/local/accelerators";
import { checkWorkload } from "@/lib/compute/local/check-workload";
import { isStopped } from "@/lib/compute/local/drive-workload";
import { Driver } from "@/lib/compute/local/driver";
import { eraseWorkload } from "@/lib/compute/local/erase-workload";
import { isFolderName, runsFolder, workloadFolder } from "@/lib/compute/local/folders";
import type { Isolation } from "@/lib/compute/local/isolation";
import { readJson, writeOnce } from "@/lib/compute/local/json-file";
import { readLog } from "@/lib/compute/local/log-reader";
import { makePassable } from "@/lib/compute/local/make-passable";
import { readMetrics } from "@/lib/compute/local/metrics-reader";
import { nodeSampler } from "@/lib/compute/local/nodes";
import { observeWorkload } from "@/lib/compute/local/observe-workload";
import { listOutputs, readOutput } from "@/lib/compute/local/outputs";
import { Readiness } from "@/lib/compute/local/readiness";
import { readReplica } from "@/lib/compute/local/replica-files";
import type { LocalSettings } from "@/lib/compute/local/settings";
import { spawnerOf } from "@/lib/compute/local/spawner";
import { storeWorkload } from "@/lib/compute/local/store-workload";
import { findWorkload, listWorkloads, type PlacedWorkload, placeReplica, replicaFolders } from "@/lib/compute/local/workloads";
import type { Observation } from "@/lib/compute/workload";
import { log } from "@/lib/log";

export type LocalBackend = ComputeBackend &
  LocalOutputs &
  Watch & {
    isolation(): Promise<Isolation>;
    /** Lets go of timers and watches. What runs goes on. */
    close(): void;
  };

/** Runs workloads as processes of this machine, each under a shim. What is known lies in the data folder, so it outlives this process. */
export function localBackend(settings: LocalSettings): LocalBackend {
  const spawner = spawnerOf(settings);
  const changed = new IdQueue();
  const readiness = new Readiness();
  let probed: Promise<Isolation> | undefined;
  const isolation = () => {
    probed ??= spawner.probe().catch((error: unknown) => {
      probed = undefined;
      throw error;
    });
    return probed;
  };
  const accelerators = acceleratorsOf(() => replicaFolders(settings));
  const driver = new Driver(settings, { spawner, isolation, accelerators, readiness, changed });
  const sample = nodeSampler(settings, accelerators, isolation);
  if (settings.drives) driver.resume().catch((err: unknown) => log.error({ err }, "could not take up what an earlier process left"));

  /** Ended for good: a replica of a service only is when its service was told to end. */
  const hasEnded = async ({ workload, folder }: PlacedWorkload, replica: string) => {
    const current = await readJson(path.join(folder, "workload.json"));
    if (!current) return true;
    if (workload.kind === "service" && !(await isStopped(folder))) return false;
    return (await readReplica(replica)).kind === "ended";
  };

  return {
    name: "local",
    isolation,
    close: () => driver.close(),
    nodes: async () => [await sample()],

    async launch(workload) {
      checkWorkload(workload);
      const folder = workloadFolder(settings, workload.tenant.projectId, workload.id);
      await makePassable(runsFolder(settings), path.dirname(folder), folder);
      await storeWorkload(folder, workload);
      if (settings.drives) driver.poke(folder);
    },

    async observe(ids) {
      const seen = new Map<string, Observation | "absent">();
      await Promise.all(
        ids.map(async (id) => {
          const placed = await findWorkload(settings, id);
          const parts = { readiness, progress: driver.progressOf(id) };
          seen.set(id, placed ? await observeWorkload(settings, placed.workload, placed.folder, parts) : "absent");
        }),
      );
      return seen;
    },

    list: () => listWorkloads(settings),

    async *logs(id, { role, rank, after, follow, signal }) {
      const placed = await findWorkload(settings, id);
      const replica = placeReplica(placed, role, rank);
      const ended = () => (placed ? hasEnded(placed, replica) : Promise.resolve(true));
      for await (const line of readLog(path.join(replica, "log"), { from: after?.offset ?? 0, follow, ended, signal }))
        yield { role, rank, ...line };
    },

    async stop(id) {
      const placed = await findWorkload(settings, id);
      if (!placed) return;
      await writeOnce(path.join(placed.folder, "stop.json"), {});
      if (settings.drives) driver.poke(placed.folder);
    },

    async remove(id) {
      if (!isFolderName(id)) return;
      await eraseWorkload(settings, spawner, id);
      changed.push(id);
    },

    async listOutputs(id, { role, rank }) {
      const placed = await findWorkload(settings, id);
      return listOutputs(spawner, placed?.workload.tenant.uid ?? 0, placeReplica(placed, role, rank));
    },

    async readOutput(id, { role, rank }, file) {
      const placed = await findWorkload(settings, id);
      return readOutput(spawner, placed?.workload.tenant.uid ?? 0, placeReplica(placed, role, rank), file);
    },

    async *followMetrics(id, { role, rank, after, signal }) {
      const placed = await findWorkload(settings, id);
      const replica = placeReplica(placed, role, rank);
      const ended = () => (placed ? hasEnded(placed, replica) : Promise.resolve(true));
      yield* readMetrics(path.join(replica, "metrics.jsonl"), { from: after?.offset ?? 0, ended, signal });
    },

    changes: ({ signal }) => changed.read(signal),
  };
}
