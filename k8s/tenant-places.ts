import type { KubeClient } from "@/k8s/client";
import { quotaName } from "@/k8s/manifests/tenant";
import { labels, managedByCairn, namespaceOf } from "@/k8s/names";
import { type KubeObject, kinds, type ResourceQuota } from "@/k8s/objects";
import { quantity } from "@/k8s/quantity";
import type { ClusterSettings } from "@/k8s/settings";
import { recordPart } from "@/k8s/workload-record";
import { isEmpty, type Quota, type TenantContent, type TenantPlace } from "@/lib/compute/tenancy";

/** What there is of the namespaces of projects, and what is in them. */
export class TenantPlaces {
  readonly #client: KubeClient;
  readonly #settings: ClusterSettings;

  constructor(client: KubeClient, settings: ClusterSettings) {
    this.#client = client;
    this.#settings = settings;
  }

  async list(): Promise<readonly TenantPlace[]> {
    const labelSelector = `${labels.installation}=${this.#settings.installation},${labels.project}`;
    const found = await this.#client.list(kinds.namespace, { labelSelector });
    return found.map(({ metadata }) => ({
      projectId: metadata.labels?.[labels.project] ?? "",
      name: metadata.name,
      isEnding: metadata.deletionTimestamp !== undefined,
    }));
  }

  /** As `kubectl describe quota` tells it, of what the quota limits. */
  async use(projectId: string): Promise<Quota | undefined> {
    const found = await this.#client.find<ResourceQuota>(kinds.resourceQuota, quotaName, this.#namespaceOf(projectId));
    if (!found) return undefined;
    const used = found.status?.used ?? {};
    const amount = (name: string) => (used[name] === undefined ? null : quantity(used[name]));
    const cpu = amount("requests.cpu");
    const accelerators = Object.entries(used).flatMap(([name, value]) =>
      name.startsWith("requests.") && name.includes("/") ? [[name.slice("requests.".length), quantity(value)] as const] : [],
    );
    return {
      cpuMilli: cpu === null ? null : Math.round(cpu * 1000),
      memoryBytes: amount("limits.memory"),
      storageBytes: amount("requests.storage"),
      replicas: amount("pods"),
      accelerators: Object.fromEntries(accelerators),
    };
  }

  /** What people would miss. What only serves what is counted here is not counted again, and nobody's Secrets are looked into. */
  async content(projectId: string): Promise<TenantContent | undefined> {
    const namespace = this.#namespaceOf(projectId);
    const found = await this.#client.find(kinds.namespace, namespace);
    const isOurs = found?.metadata.labels?.[labels.installation] === this.#settings.installation;
    if (!isOurs || found.metadata.deletionTimestamp) return undefined;
    const [records, claims, ...others] = await Promise.all(
      [kinds.configMap, kinds.volumeClaim, kinds.pod, kinds.service, kinds.job].map((kind) => this.#client.list(kind, { namespace })),
    );
    const isForeign = ({ metadata }: KubeObject) => metadata.labels?.[labels.managedBy] !== managedByCairn && !isOfCluster(metadata.name);
    return {
      workloads: (records ?? []).filter(({ metadata }) => metadata.labels?.[labels.part] === recordPart).length,
      volumes: (claims ?? []).filter(({ metadata }) => metadata.labels?.[labels.share] === undefined).length,
      foreign: [...(records ?? []), ...others.flat()].filter(isForeign).length,
    };
  }

  async remove(projectId: string, { evenIfUsed }: { readonly evenIfUsed: boolean }): Promise<TenantContent | undefined> {
    const content = await this.content(projectId);
    if (!content) return undefined;
    if (!evenIfUsed && !isEmpty(content)) return content;
    await this.#client.delete(kinds.namespace, this.#namespaceOf(projectId), undefined, { propagation: "Background" });
    return undefined;
  }

  #namespaceOf(projectId: string): string {
    return namespaceOf(this.#settings.namespacePrefix, projectId);
  }
}

/** Every namespace has it. */
function isOfCluster(name: string): boolean {
  return name === "kube-root-ca.crt";
}
