import type { KubeClient } from "@/k8s/client";
import { labels } from "@/k8s/names";
import { holdingOf, type NodePod } from "@/k8s/nodes";
import { type ConfigMap, type KubeNode, kinds } from "@/k8s/objects";
import type { WorkloadState } from "@/k8s/observe";
import { type EventState, type JobState, type PodState, projectEvent, projectJob, projectPod } from "@/k8s/projections";
import { Reflector } from "@/k8s/reflector";
import { readRecord, recordPart, type WorkloadRecord } from "@/k8s/workload-record";

/** One watch per kind, for all workloads of an installation in all namespaces. */
export class Watches {
  readonly records: Reflector<WorkloadRecord>;
  readonly jobs: Reflector<JobState>;
  readonly pods: Reflector<PodState>;
  readonly #events: Reflector<EventState>;
  readonly #nodes: Reflector<KubeNode>;
  readonly #holdings: Reflector<NodePod>;

  constructor(client: KubeClient, installation: string, onChange: (workload: string) => void) {
    const ours = `${labels.installation}=${installation},${labels.workload}`;
    const records = `${labels.installation}=${installation},${labels.part}=${recordPart}`;
    const byWorkload = { indexOf: ({ workload }: { readonly workload: string }) => workload, onChange };
    this.records = new Reflector<WorkloadRecord>({
      client,
      kind: kinds.configMap,
      labelSelector: records,
      project: (object: ConfigMap) => readRecord(object),
      indexOf: ({ id }) => id,
      onChange,
    });
    this.jobs = new Reflector<JobState>({ client, kind: kinds.job, labelSelector: ours, project: projectJob, ...byWorkload });
    this.pods = new Reflector<PodState>({ client, kind: kinds.pod, labelSelector: ours, project: projectPod, ...byWorkload });
    this.#events = new Reflector<EventState>({
      client,
      kind: kinds.event,
      fieldSelector: "type=Warning",
      project: projectEvent,
      indexOf: ({ about }) => about,
      onChange: (about) => this.#onEvent(about, onChange),
    });
    this.#nodes = new Reflector<KubeNode>({ client, kind: kinds.node, project: trimNode, indexOf: ({ metadata }) => metadata.name });
    const alive = "status.phase!=Succeeded,status.phase!=Failed";
    this.#holdings = new Reflector<NodePod>({
      client,
      kind: kinds.pod,
      fieldSelector: alive,
      project: holdingOf,
      indexOf: ({ node }) => node,
    });
  }

  /** Throws AppError("unavailable") where what is kept may be old. */
  async synced(): Promise<void> {
    await Promise.all([this.records.synced(), this.jobs.synced(), this.pods.synced(), this.#events.synced()]);
  }

  /** What is known of one workload; undefined without its record. */
  stateOf(id: string): WorkloadState | undefined {
    const [record] = this.records.find(id);
    return record && this.#stateOf(record);
  }

  /** Whether anything of a workload is left, as far as was seen. */
  knows(id: string): boolean {
    return [this.records, this.jobs, this.pods].some((one) => one.find(id).length > 0);
  }

  get hasStarted(): boolean {
    return this.pods.hasStarted;
  }

  /** For a record that was read by other means. */
  withRecord(record: WorkloadRecord): WorkloadState {
    return this.#stateOf(record);
  }

  async nodes(): Promise<readonly { readonly node: KubeNode; readonly pods: readonly NodePod[] }[]> {
    await Promise.all([this.#nodes.synced(), this.#holdings.synced()]);
    return this.#nodes.indexes().flatMap((name) => this.#nodes.find(name).map((node) => ({ node, pods: this.#holdings.find(name) })));
  }

  close(): void {
    for (const one of [this.records, this.jobs, this.pods, this.#events, this.#nodes, this.#holdings]) one.close();
  }

  #stateOf(record: WorkloadRecord): WorkloadState {
    return {
      record,
      jobs: this.jobs.find(record.id),
      pods: this.pods.find(record.id),
      eventsOf: (about) => this.#events.find(about),
    };
  }

  /** Events name pods and Jobs, whose workloads the other watches know. */
  #onEvent(about: string, onChange: (workload: string) => void): void {
    const name = about.split(" ")[1] ?? "";
    const id = /^w-([0-9a-f-]{36})/.exec(name)?.[1];
    if (id && this.records.find(id).length > 0) onChange(id);
  }
}

/** Images and volumes of a node are most of it, and nobody asks for them. */
function trimNode({ metadata, spec, status }: KubeNode): KubeNode {
  const { name, labels: own } = metadata;
  return {
    metadata: { name, ...(own ? { labels: own } : {}) },
    ...(spec?.unschedulable ? { spec: { unschedulable: true } } : {}),
    status: {
      ...(status?.allocatable ? { allocatable: status.allocatable } : {}),
      ...(status?.conditions
        ? { conditions: status.conditions.map(({ type, status: is, reason }) => ({ type, status: is, ...(reason ? { reason } : {}) })) }
        : {}),
      ...(status?.nodeInfo
        ? { nodeInfo: { ...(status.nodeInfo.architecture ? { architecture: status.nodeInfo.architecture } : {}) } }
        : {}),
    },
  };
}
