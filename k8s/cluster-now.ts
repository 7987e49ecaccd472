import type { KubeClient } from "@/k8s/client";
import { isLabelValue, labels, selectorOf } from "@/k8s/names";
import { type ConfigMap, type Job, type Kind, kinds, type Pod, type PodSet } from "@/k8s/objects";
import type { WorkloadState } from "@/k8s/observe";
import { projectJob, projectPod, projectSet } from "@/k8s/projections";
import { readRecord, recordPart, type WorkloadRecord } from "@/k8s/workload-record";
import type { WorkloadKind } from "@/lib/compute/workload";
import { AppError } from "@/lib/errors";

const removalMs = 30_000;

const setKinds: Record<WorkloadKind, readonly Kind[]> = { batch: [], service: [kinds.deployment], interactive: [kinds.statefulSet] };

/** Workloads as the API server has them now, whatever the watches have seen. */
export class ClusterNow {
  readonly #client: KubeClient;
  readonly #installation: string;

  constructor(client: KubeClient, installation: string) {
    this.#client = client;
    this.#installation = installation;
  }

  /** Of all workloads, unless some are named. */
  async records(ids?: readonly string[]): Promise<WorkloadRecord[]> {
    const all = `${labels.installation}=${this.#installation},${labels.part}=${recordPart}`;
    const selectors = ids
      ? inChunks(ids.filter(isLabelValue), 100).map((some) => `${all},${labels.workload} in (${some.join(",")})`)
      : [all];
    const found: ConfigMap[] = [];
    for (const labelSelector of selectors) found.push(...(await this.#client.list<ConfigMap>(kinds.configMap, { labelSelector })));
    return found.flatMap((object) => readRecord(object) ?? []);
  }

  async state(id: string): Promise<WorkloadState | undefined> {
    if (!isLabelValue(id)) return undefined;
    const [record] = await this.records([id]);
    if (!record) return undefined;
    const selector = { namespace: record.namespace, labelSelector: selectorOf(this.#installation, id) };
    const [jobs, sets, pods] = await Promise.all([
      record.kind === "batch" ? this.#client.list<Job>(kinds.job, selector) : [],
      Promise.all(setKinds[record.kind].map(async (kind) => (await this.#client.list<PodSet>(kind, selector)).map(projectSet(kind)))),
      this.pods({ record }),
    ]);
    return { record, jobs: jobs.map(projectJob), sets: sets.flat(), slices: [], pods: pods.map(projectPod), eventsOf: () => [] };
  }

  pods({ record: { namespace, id } }: Pick<WorkloadState, "record">): Promise<Pod[]> {
    return this.#client.list<Pod>(kinds.pod, { namespace, labelSelector: selectorOf(this.#installation, id) });
  }
}

/** Waits for the cluster to do what it was told; what takes longer is asked for again. */
export async function gone(isGone: () => Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + removalMs; Date.now() < deadline; ) {
    if (await isGone()) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new AppError("unavailable", "compute.beingRemoved");
}

function inChunks<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, at) => all.slice(at * size, (at + 1) * size));
}
