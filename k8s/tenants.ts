import type { KubeClient } from "@/k8s/client";
import { type TenantObject, tenantManifests } from "@/k8s/manifests/tenant";
import { labels, namespaceOf } from "@/k8s/names";
import { kinds } from "@/k8s/objects";
import type { ClusterSettings } from "@/k8s/settings";
import { AppError } from "@/lib/errors";

/** After this long a namespace is made true again at the next launch: somebody may have edited it. */
const trustMs = 60_000;

/** Makes the namespaces of projects, and keeps them as they should be. Nothing that is not ours is changed or removed. */
export class Tenants {
  readonly #client: KubeClient;
  readonly #settings: ClusterSettings;
  readonly #madeAt = new Map<string, number>();

  constructor(client: KubeClient, settings: ClusterSettings) {
    this.#client = client;
    this.#settings = settings;
  }

  /** The project's namespace is there, with what its workloads need. */
  async ensure(projectId: string): Promise<void> {
    const madeAt = this.#madeAt.get(projectId);
    if (madeAt !== undefined && Date.now() - madeAt < trustMs) return;
    await this.repair(projectId);
  }

  /** Makes it so, whatever was seen of it before. */
  async repair(projectId: string): Promise<void> {
    await this.#refuseForeign(namespaceOf(this.#settings.namespacePrefix, projectId));
    const [namespace, ...within] = tenantManifests(this.#settings, projectId);
    await this.#apply(namespace);
    await Promise.all(within.map((object) => this.#apply(object)));
    this.#madeAt.set(projectId, Date.now());
  }

  /** A namespace was found missing: the next launch makes it anew. */
  forget(projectId: string): void {
    this.#madeAt.delete(projectId);
  }

  async #refuseForeign(name: string): Promise<void> {
    const found = await this.#client.find(kinds.namespace, name);
    if (found && found.metadata.labels?.[labels.installation] !== this.#settings.installation) {
      throw new AppError("conflict", "compute.foreignNamespace", { namespace: name });
    }
  }

  #apply({ kind, object }: TenantObject): Promise<unknown> {
    return this.#client.apply(kind, object);
  }
}
