import { agrees } from "@/k8s/agrees";
import type { KubeClient } from "@/k8s/client";
import { labels, namespaceOf } from "@/k8s/names";
import { type Kind, kinds, type Made } from "@/k8s/objects";
import { Reflector } from "@/k8s/reflector";
import type { ClusterSettings } from "@/k8s/settings";
import type { Shares } from "@/k8s/shares";
import type { Tenants } from "@/k8s/tenants";
import { log } from "@/lib/log";

const gatherMs = 500;
const retryMs = 5000;
/** Names that policies were made for may have other addresses by then. */
const lookAgainMs = 5 * 60_000;
/** A quota's usage changes with every pod: what a project should be is not asked for each time. */
const rememberMs = 30_000;

interface Found {
  readonly projectId: string;
  readonly kind: string;
  readonly object: Made["object"];
  readonly isEnding: boolean;
}

/** Notices by one watch per kind what somebody edits or deletes in the namespaces of projects, and has it made as it was. */
export class TenantGuard {
  readonly #client: KubeClient;
  readonly #settings: ClusterSettings;
  readonly #tenants: Tenants;
  readonly #shares: Shares;
  readonly #namespaces: Reflector<Found>;
  readonly #within: readonly Reflector<Found>[];
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #wished = new Map<string, { readonly at: number; readonly objects: readonly Made[] }>();
  #again: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(client: KubeClient, settings: ClusterSettings, { tenants, shares }: { readonly tenants: Tenants; readonly shares: Shares }) {
    this.#client = client;
    this.#settings = settings;
    this.#tenants = tenants;
    this.#shares = shares;
    this.#namespaces = this.#reflector(kinds.namespace);
    this.#within = [kinds.serviceAccount, kinds.resourceQuota, kinds.limitRange, kinds.networkPolicy].map((kind) => this.#reflector(kind));
  }

  start(): void {
    for (const one of [this.#namespaces, ...this.#within]) one.start();
    this.#again = setInterval(() => this.#lookAtAll(), lookAgainMs).unref();
  }

  close(): void {
    this.#closed = true;
    clearInterval(this.#again);
    for (const timer of this.#timers.values()) clearTimeout(timer);
    for (const one of [this.#namespaces, ...this.#within]) one.close();
  }

  /** What the project may use or reach has changed. */
  forget(projectId: string): void {
    this.#wished.delete(projectId);
  }

  #reflector(kind: Kind): Reflector<Found> {
    return new Reflector<Found>({
      client: this.#client,
      kind,
      labelSelector: `${labels.installation}=${this.#settings.installation},${labels.project},!${labels.workload}`,
      project: (object: Made["object"]) => projectTenant(kind, object),
      indexOf: ({ projectId }) => projectId,
      onChange: (projectId) => this.#later(projectId, gatherMs),
    });
  }

  #lookAtAll(): void {
    this.#wished.clear();
    this.#shares.sweep().catch((err: unknown) => log.warn({ err }, "what shared volumes left could not be looked for; it is tried again"));
    for (const projectId of this.#namespaces.indexes()) this.#later(projectId, gatherMs);
  }

  #later(projectId: string, ms: number): void {
    if (this.#closed || this.#timers.has(projectId)) return;
    const look = () => {
      this.#timers.delete(projectId);
      this.#look(projectId).catch((err: unknown) => {
        log.warn({ err, projectId }, "a project's namespace could not be looked after; it is tried again");
        this.#later(projectId, retryMs);
      });
    };
    this.#timers.set(projectId, setTimeout(look, ms).unref());
  }

  async #look(projectId: string): Promise<void> {
    await Promise.all([this.#namespaces, ...this.#within].map((one) => one.synced()));
    if (!(await this.#isThere(projectId))) {
      this.#tenants.forget(projectId);
      return;
    }
    const wished = await this.#wishedOf(projectId);
    const found = [this.#namespaces, ...this.#within].flatMap((one) => one.find(projectId));
    if (!wished || wished.every((one) => isAmong(one, found))) return;
    log.info({ projectId }, "a project's namespace is made as it should be");
    await this.#tenants.repair(projectId);
  }

  /** A namespace that only lost its labels is not in the watch any more, and there all the same. */
  async #isThere(projectId: string): Promise<boolean> {
    const [seen] = this.#namespaces.find(projectId);
    if (seen) return !seen.isEnding;
    const found = await this.#client.find(kinds.namespace, namespaceOf(this.#settings.namespacePrefix, projectId));
    return found !== undefined && found.metadata.deletionTimestamp === undefined;
  }

  async #wishedOf(projectId: string): Promise<readonly Made[] | undefined> {
    const known = this.#wished.get(projectId);
    if (known && Date.now() - known.at < rememberMs) return known.objects;
    const objects = await this.#tenants.findWished(projectId);
    if (objects) this.#wished.set(projectId, { at: Date.now(), objects });
    else this.#wished.delete(projectId);
    return objects;
  }
}

function projectTenant(kind: Kind, { metadata, ...rest }: Made["object"]): Found {
  const { status: _, ...fields } = rest;
  const { name, namespace, labels: own = {} } = metadata;
  return {
    projectId: own[labels.project] ?? "",
    kind: kind.kind,
    object: { ...fields, metadata: { name, labels: own, ...(namespace ? { namespace } : {}) } },
    isEnding: metadata.deletionTimestamp !== undefined,
  };
}

function isAmong({ kind, object }: Made, found: readonly Found[]): boolean {
  const same = found.find((one) => one.kind === kind.kind && one.object.metadata.name === object.metadata.name);
  return same !== undefined && agrees(object, same.object);
}
