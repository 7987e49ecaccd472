import { agrees } from "@/k8s/agrees";
import type { KubeClient } from "@/k8s/client";
import { tenantManifests } from "@/k8s/manifests/tenant";
import { labels, managedByCairn, namespaceOf } from "@/k8s/names";
import { type KubeObject, kinds, type Made } from "@/k8s/objects";
import { findReach } from "@/k8s/reach";
import type { ClusterSettings } from "@/k8s/settings";
import { AppError, notFound } from "@/lib/errors";
import { log } from "@/lib/log";

/** After this long a namespace is looked at again beside the next launch: somebody may have edited it. */
const trustMs = 60_000;

/** Makes the namespaces of projects, and keeps them as they should be. Nothing that is not ours is changed or removed. */
export class Tenants {
  readonly #client: KubeClient;
  readonly #settings: ClusterSettings;
  readonly #madeAt = new Map<string, number>();
  readonly #making = new Map<string, Promise<void>>();

  constructor(client: KubeClient, settings: ClusterSettings) {
    this.#client = client;
    this.#settings = settings;
  }

  /** The project's namespace is there, with what its workloads need. One that was made a while ago is trusted meanwhile. */
  async ensure(projectId: string): Promise<void> {
    const madeAt = this.#madeAt.get(projectId);
    if (madeAt !== undefined && Date.now() - madeAt < trustMs) return;
    const making = this.#making.get(projectId) ?? this.repair(projectId).finally(() => this.#making.delete(projectId));
    this.#making.set(projectId, making);
    if (madeAt === undefined) return making;
    making.catch((err: unknown) => {
      this.forget(projectId);
      log.warn({ err, projectId }, "a project's namespace could not be looked at again; the next launch makes it");
    });
  }

  /** Makes it so, whatever was seen of it before. */
  async repair(projectId: string): Promise<void> {
    await this.#refuseForeign(projectId);
    const wished = await this.findWished(projectId);
    if (!wished) throw notFound();
    const [namespace, ...within] = wished;
    await this.#make(namespace);
    await Promise.all(within.map((one) => this.#make(one)));
    this.#madeAt.set(projectId, Date.now());
  }

  /** What the project should be in the cluster, its namespace first; undefined where there is no such project. */
  async findWished(projectId: string): Promise<[Made, ...Made[]] | undefined> {
    const tenancy = await this.#settings.tenancyOf(projectId);
    if (!tenancy) return undefined;
    return tenantManifests(this.#settings, tenancy, await findReach(this.#settings, tenancy, this.#client.ownNamespace));
  }

  /** A namespace was found missing: the next launch makes it anew. */
  forget(projectId: string): void {
    this.#madeAt.delete(projectId);
  }

  async #refuseForeign(projectId: string): Promise<void> {
    const name = namespaceOf(this.#settings.namespacePrefix, projectId);
    const found = await this.#client.find(kinds.namespace, name);
    if (!found) return;
    const { labels: theirs = {}, deletionTimestamp } = found.metadata;
    const installation = theirs[labels.installation];
    // Who only took the installation's label away did not make it his own.
    const isOurs =
      installation === this.#settings.installation ||
      (installation === undefined && theirs[labels.managedBy] === managedByCairn && theirs[labels.project] === projectId);
    if (!isOurs) throw new AppError("conflict", "compute.foreignNamespace", { namespace: name });
    if (deletionTimestamp) throw new AppError("unavailable", "compute.namespaceEnding", { namespace: name });
  }

  /** What others have added to fields of ours survives an apply, and is then replaced. */
  async #make({ kind, object }: Made): Promise<void> {
    const made = await this.#client.apply<KubeObject & { readonly [field: string]: unknown }>(kind, object);
    if (agrees(object, made) || object.spec === undefined) return;
    await this.#client.replaceField(kind, object.metadata, "/spec", object.spec);
  }
}
