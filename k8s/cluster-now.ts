import type { KubeClient } from "@/k8s/client";
import { isLabelValue, labels, roleName, selectorOf, workloadName } from "@/k8s/names";
import { type ConfigMap, type Job, type Kind, type KubeObject, kinds, type Pod, type PodSet } from "@/k8s/objects";
import type { WorkloadState } from "@/k8s/observe";
import { projectJob, projectPod, projectSet } from "@/k8s/projections";
import { readRecord, recordPart, type WorkloadRecord } from "@/k8s/workload-record";
import type { WorkloadKind } from "@/lib/compute/workload";
import { AppError } from "@/lib/errors";
import { inChunks } from "@/lib/in-chunks";

const removalMs = 30_000;

const setKinds: Record<WorkloadKind, Kind | undefined> = { batch: undefined, service: kinds.deployment, interactive: kinds.statefulSet };

interface Cluster {
  readonly client: KubeClient;
  readonly installation: string;
  /** In which namespace a workload was last seen: there it is asked for by name, which costs the API server next to nothing. */
  readonly placeOf: (id: string) => string | undefined;
}

/** Workloads as the API server has them now, whatever the watches have seen. */
export class ClusterNow {
  readonly #client: KubeClient;
  readonly #installation: string;
  readonly #placeOf: Cluster["placeOf"];

  constructor({ client, installation, placeOf }: Cluster) {
    this.#client = client;
    this.#installation = installation;
    this.#placeOf = placeOf;
  }

  /** Of all workloads, unless some are named. */
  async records(ids?: readonly string[]): Promise<WorkloadRecord[]> {
    const all = `${labels.installation}=${this.#installation},${labels.part}=${recordPart}`;
    const places = new Map(ids?.filter(isLabelValue).map((id) => [id, this.#placeOf(id)]));
    const placed = [...places].flatMap(([id, namespace]) => (namespace === undefined ? [] : { name: workloadName(id), namespace }));
    const others = [...places].flatMap(([id, namespace]) => (namespace === undefined ? id : []));
    const selectors = ids ? inChunks(others, 100).map((some) => `${all},${labels.workload} in (${some.join(",")})`) : [all];
    const byName = await Promise.all(placed.map(({ name, namespace }) => this.#client.find<ConfigMap>(kinds.configMap, name, namespace)));
    const found = byName.filter((one) => one !== undefined);
    for (const labelSelector of selectors) found.push(...(await this.#client.list<ConfigMap>(kinds.configMap, { labelSelector })));
    return found.flatMap((object) => readRecord(object) ?? []);
  }

  async state(id: string): Promise<WorkloadState | undefined> {
    const [record] = await this.records([id]);
    return record && this.stateOf(record);
  }

  async stateOf(record: WorkloadRecord): Promise<WorkloadState> {
    const setKind = setKinds[record.kind];
    const selector = { namespace: record.namespace, labelSelector: selectorOf(this.#installation, record.id) };
    const [jobs, sets, pods] = await Promise.all([
      record.kind === "batch" ? this.#makers<Job>(kinds.job, record) : [],
      setKind ? this.#makers<PodSet>(setKind, record) : [],
      this.#client.list<Pod>(kinds.pod, selector),
    ]);
    return {
      record,
      jobs: jobs.map(projectJob),
      sets: setKind ? sets.map(projectSet(setKind)) : [],
      slices: [],
      pods: pods.map(projectPod),
      eventsOf: () => [],
    };
  }

  /** What makes the pods of each role, as far as it is there. */
  async #makers<T extends KubeObject>(kind: Kind, { id, namespace, roles }: WorkloadRecord): Promise<T[]> {
    const found = await Promise.all(roles.map(({ name }) => this.#client.find<T>(kind, roleName(id, name), namespace)));
    return found.filter((one) => one !== undefined);
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
