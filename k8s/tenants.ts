import type { KubeClient } from "@/k8s/client";
import { workloadAccount } from "@/k8s/manifests/batch";
import { labels, managedByCairn, namespaceOf } from "@/k8s/names";
import { type KubeObject, kinds } from "@/k8s/objects";
import type { ClusterSettings } from "@/k8s/settings";

/** After this long a namespace is made true again: somebody may have edited it. */
const trustMs = 5 * 60_000;

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
    const { namespace, account } = tenantManifests(this.#settings, projectId);
    await this.#client.apply(kinds.namespace, namespace);
    await this.#client.apply(kinds.serviceAccount, account);
    this.#madeAt.set(projectId, Date.now());
  }

  /** A namespace was found missing: the next launch makes it anew. */
  forget(projectId: string): void {
    this.#madeAt.delete(projectId);
  }
}

interface Account extends KubeObject {
  readonly automountServiceAccountToken: boolean;
}

/** What a project is in the cluster. */
export function tenantManifests(
  settings: ClusterSettings,
  projectId: string,
): { readonly namespace: KubeObject; readonly account: Account } {
  const name = namespaceOf(settings.namespacePrefix, projectId);
  const own = {
    [labels.managedBy]: managedByCairn,
    [labels.installation]: settings.installation,
    [labels.project]: projectId,
  };
  const level = "restricted";
  return {
    namespace: {
      metadata: {
        name,
        labels: {
          ...own,
          "pod-security.kubernetes.io/enforce": level,
          "pod-security.kubernetes.io/audit": level,
          "pod-security.kubernetes.io/warn": level,
        },
      },
    },
    account: { metadata: { name: workloadAccount, namespace: name, labels: own }, automountServiceAccountToken: false },
  };
}
