import type { KubeClient } from "@/k8s/client";
import { isLabelValue, labels, managedByCairn, namespaceOf, volumeName } from "@/k8s/names";
import { kinds, type Pod, type VolumeClaim } from "@/k8s/objects";
import { quantity } from "@/k8s/quantity";
import type { ClusterSettings } from "@/k8s/settings";
import type { Tenants } from "@/k8s/tenants";
import type { Volume, Volumes } from "@/lib/compute/backend";
import { AppError } from "@/lib/errors";

/** Keeps volumes as claims of the projects' namespaces, from the storage class that the cluster takes unless told. */
export class ClaimedVolumes implements Volumes {
  readonly #client: KubeClient;
  readonly #settings: ClusterSettings;
  readonly #tenants: Tenants;

  constructor(client: KubeClient, settings: ClusterSettings, tenants: Tenants) {
    this.#client = client;
    this.#settings = settings;
    this.#tenants = tenants;
  }

  async createVolume({ id, projectId, sizeBytes }: Parameters<Volumes["createVolume"]>[0]): Promise<void> {
    if (!isLabelValue(id)) throw new Error(`not an id of a volume: ${JSON.stringify(id)}`);
    await this.#tenants.ensure(projectId);
    const claim: VolumeClaim = {
      metadata: {
        name: volumeName(id),
        namespace: namespaceOf(this.#settings.namespacePrefix, projectId),
        labels: {
          [labels.managedBy]: managedByCairn,
          [labels.installation]: this.#settings.installation,
          [labels.project]: projectId,
          [labels.volume]: id,
        },
      },
      spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: String(sizeBytes) } } },
    };
    await this.#client.createOnce(kinds.volumeClaim, claim);
  }

  async listVolumes(): Promise<readonly Volume[]> {
    return (await this.#claims()).map(({ metadata, spec, status }) => ({
      id: metadata.labels?.[labels.volume] ?? "",
      projectId: metadata.labels?.[labels.project] ?? "",
      sizeBytes: quantity(spec?.resources?.requests?.storage),
      isBound: status?.phase === "Bound",
    }));
  }

  async deleteVolume(id: string): Promise<void> {
    const [claim] = (await this.#claims()).filter(({ metadata }) => metadata.labels?.[labels.volume] === id);
    if (!claim) return;
    const { name, namespace } = claim.metadata;
    const pods = await this.#client.list<Pod>(kinds.pod, { ...(namespace ? { namespace } : {}) });
    if (pods.some((pod) => mounts(pod, name))) throw new AppError("conflict", "compute.volumeInUse");
    await this.#client.delete(kinds.volumeClaim, name, namespace, { propagation: "Background" });
  }

  #claims(): Promise<VolumeClaim[]> {
    const labelSelector = `${labels.installation}=${this.#settings.installation},${labels.volume}`;
    return this.#client.list<VolumeClaim>(kinds.volumeClaim, { labelSelector });
  }
}

function mounts({ spec, status }: Pod, claim: string): boolean {
  if (status?.phase === "Succeeded" || status?.phase === "Failed") return false;
  return (spec.volumes ?? []).some(({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName === claim);
}
