import { setTimeout as sleep } from "node:timers/promises";
import type { KubeClient } from "@/k8s/client";
import { type Share, shareManifests } from "@/k8s/manifests/share";
import { labels } from "@/k8s/names";
import { kinds, type Metadata, type PersistentVolume, type VolumeClaim } from "@/k8s/objects";
import type { ClusterSettings } from "@/k8s/settings";
import type { Workload } from "@/lib/compute/workload";
import { AppError } from "@/lib/errors";

/** What takes longer is waited for by the pod. */
const bindingMs = 10_000;
const background = { propagation: "Background" } as const;

/** Keeps folders of file servers mountable in the namespaces of projects. What lies in them is never touched. */
export class Shares {
  readonly #client: KubeClient;
  readonly #settings: ClusterSettings;

  constructor(client: KubeClient, settings: ClusterSettings) {
    this.#client = client;
    this.#settings = settings;
  }

  /** What a workload mounts is there. Throws `unavailable` where what stood for it has to go first: the next try makes it anew. */
  async ensure(workload: Workload): Promise<void> {
    await Promise.all(shareManifests(this.#settings, workload).map((share) => this.#make(share)));
  }

  /** Removes what stands for folders that its project may not mount any more, or for a claim that is gone; of one project if named. */
  async sweep(projectId?: string): Promise<void> {
    const ofProject = projectId === undefined ? labels.project : `${labels.project}=${projectId}`;
    const labelSelector = `${labels.installation}=${this.#settings.installation},${ofProject},${labels.share}`;
    const found = await this.#client.list<PersistentVolume>(kinds.persistentVolume, { labelSelector });
    const byProject = Map.groupBy(found, ({ metadata }) => metadata.labels?.[labels.project] ?? "");
    for (const [id, volumes] of byProject) {
      const tenancy = await this.#settings.tenancyOf(id);
      const kept = new Set(tenancy?.shares);
      const unwanted = volumes.filter((volume) => hasLostItsClaim(volume) || !kept.has(volume.metadata.labels?.[labels.share] ?? ""));
      for (const volume of unwanted) await this.#remove(volume);
    }
  }

  async #make({ volume, claim }: Share): Promise<void> {
    const made = await this.#client.ensure(kinds.persistentVolume, volume);
    if (hasLostItsClaim(made)) await this.#remove(made);
    if (made.metadata.deletionTimestamp || hasLostItsClaim(made)) throw new AppError("unavailable", "compute.shareEnding");
    const { metadata, status } = await this.#client.ensure(kinds.volumeClaim, claim);
    if (status?.phase === "Lost") await this.#client.delete(kinds.volumeClaim, metadata.name, metadata.namespace, background);
    if (metadata.deletionTimestamp || status?.phase === "Lost") throw new AppError("unavailable", "compute.shareEnding");
    if (status?.phase !== "Bound") await this.#bound(metadata);
  }

  /** A pod that the scheduler sees before its claim is bound waits for minutes until it is looked at again. */
  async #bound({ name, namespace }: Metadata): Promise<void> {
    for (const deadline = Date.now() + bindingMs; Date.now() < deadline; await sleep(100)) {
      const claim = await this.#client.find<VolumeClaim>(kinds.volumeClaim, name, namespace);
      if (claim?.status?.phase === "Bound") return;
    }
  }

  /** Neither goes before the last pod that mounts it. */
  async #remove({ metadata, spec }: PersistentVolume): Promise<void> {
    if (spec?.claimRef?.name) await this.#client.delete(kinds.volumeClaim, spec.claimRef.name, spec.claimRef.namespace, background);
    await this.#client.delete(kinds.persistentVolume, metadata.name, undefined, background);
  }
}

/** Somebody deleted the claim or its namespace: the cluster never binds such a volume again. */
function hasLostItsClaim({ status }: PersistentVolume): boolean {
  return status?.phase === "Released" || status?.phase === "Failed";
}
