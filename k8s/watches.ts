import type { KubeClient } from "@/k8s/client";
import { addressPart } from "@/k8s/manifests/network";
import { labels } from "@/k8s/names";
import { holdingOf, type NodePod, type NodeState, nodeOf, projectNode } from "@/k8s/nodes";
import { type ConfigMap, type Kind, kinds } from "@/k8s/objects";
import type { WorkloadState } from "@/k8s/observe";
import {
  type EventState,
  type JobState,
  type PodState,
  projectEvent,
  projectJob,
  projectPod,
  projectSet,
  projectSlice,
  type SetState,
  type SliceState,
} from "@/k8s/projections";
import { Reflector } from "@/k8s/reflector";
import type { ClusterSettings } from "@/k8s/settings";
import { readRecord, recordPart, type WorkloadRecord } from "@/k8s/workload-record";
import type { WatchState } from "@/lib/compute/backend";
import type { Node } from "@/lib/compute/workload";

type WatchSettings = Pick<ClusterSettings, "installation" | "nodeSelector" | "tolerations">;

/** One watch per kind, for all workloads of an installation in all namespaces. */
export class Watches {
  readonly records: Reflector<WorkloadRecord>;
  readonly jobs: Reflector<JobState>;
  readonly pods: Reflector<PodState>;
  readonly #deployments: Reflector<SetState>;
  readonly #statefulSets: Reflector<SetState>;
  readonly #slices: Reflector<SliceState>;
  readonly #events: Reflector<EventState>;
  readonly #nodes: Reflector<NodeState>;
  readonly #holdings: Reflector<NodePod>;
  /** As last told; those that changed since are in `#stale`. */
  readonly #told = new Map<string, Node>();
  readonly #stale = new Set<string>();

  constructor(client: KubeClient, settings: WatchSettings, onChange: (workload: string) => void) {
    const { installation } = settings;
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
    const set = (kind: Kind) => new Reflector<SetState>({ client, kind, labelSelector: ours, project: projectSet(kind), ...byWorkload });
    this.#deployments = set(kinds.deployment);
    this.#statefulSets = set(kinds.statefulSet);
    const addresses = `${ours},${labels.part}=${addressPart}`;
    this.#slices = new Reflector<SliceState>({
      client,
      kind: kinds.endpointSlice,
      labelSelector: addresses,
      project: projectSlice,
      ...byWorkload,
    });
    this.#events = new Reflector<EventState>({
      client,
      kind: kinds.event,
      fieldSelector: "type=Warning",
      project: projectEvent,
      indexOf: ({ about }) => about,
      onChange: (about) => this.#onEvent(about, onChange),
    });
    const onNode = (name: string) => void this.#stale.add(name);
    this.#nodes = new Reflector<NodeState>({
      client,
      kind: kinds.node,
      project: projectNode(settings),
      indexOf: ({ name }) => name,
      onChange: onNode,
    });
    const alive = "status.phase!=Succeeded,status.phase!=Failed";
    this.#holdings = new Reflector<NodePod>({
      client,
      kind: kinds.pod,
      fieldSelector: alive,
      project: holdingOf(installation),
      indexOf: ({ node }) => node,
      onChange: onNode,
    });
  }

  /** Throws AppError("unavailable") where what is kept may be old. */
  async synced(): Promise<void> {
    await Promise.all([...this.#ofWorkloads(), this.#events].map((one) => one.synced()));
  }

  /** What is known of one workload; undefined without its record. */
  stateOf(id: string): WorkloadState | undefined {
    const [record] = this.records.find(id);
    return record && this.#stateOf(record);
  }

  /** Whether anything of a workload is left, as far as was seen. */
  knows(id: string): boolean {
    return this.#ofWorkloads().some((one) => one.find(id).length > 0);
  }

  /** The namespace in which anything of a workload was seen. */
  placeOf(id: string): string | undefined {
    const seen = [this.records, this.jobs, this.pods, this.#deployments, this.#statefulSets].map((one) => one.find(id)[0]);
    return seen.find((one) => one !== undefined)?.namespace;
  }

  /** Adds what only the watches keep to what was read by other means. */
  complete(state: WorkloadState): WorkloadState {
    const { slices, eventsOf } = this.#stateOf(state.record);
    return { ...state, slices, eventsOf };
  }

  /** A node that nothing has happened to since is the same object as before. */
  async nodes(): Promise<readonly Node[]> {
    await Promise.all([this.#nodes.synced(), this.#holdings.synced()]);
    for (const name of this.#stale) {
      const [state] = this.#nodes.find(name);
      if (state) this.#told.set(name, nodeOf(state, this.#holdings.find(name)));
      else this.#told.delete(name);
    }
    this.#stale.clear();
    return [...this.#told.values()];
  }

  /** Of each watch: how alive it is, and how much it keeps. */
  states(): WatchState[] {
    const others = { events: this.#events, nodes: this.#nodes, holdings: this.#holdings };
    const own = {
      records: this.records,
      jobs: this.jobs,
      pods: this.pods,
      deployments: this.#deployments,
      statefulSets: this.#statefulSets,
      endpointSlices: this.#slices,
    };
    return Object.entries({ ...own, ...others }).map(([what, { state }]) => ({ what, ...state }));
  }

  close(): void {
    for (const one of [...this.#ofWorkloads(), this.#events, this.#nodes, this.#holdings]) one.close();
  }

  #ofWorkloads() {
    return [this.records, this.jobs, this.pods, this.#deployments, this.#statefulSets, this.#slices];
  }

  #stateOf(record: WorkloadRecord): WorkloadState {
    return {
      record,
      jobs: this.jobs.find(record.id),
      sets: [...this.#deployments.find(record.id), ...this.#statefulSets.find(record.id)],
      slices: this.#slices.find(record.id),
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
