import type { IncomingMessage } from "node:http";
import type { Connection } from "@/k8s/connection";
import type { DiscoveryAnswer } from "@/k8s/detect";
import { type Kind, type KubeObject, kinds, type Metadata } from "@/k8s/objects";
import { type ApiRequest, askJson, openStream, refusalOf, unreachable } from "@/k8s/request";

/** Who changes objects by server-side apply. */
const fieldManager = "cairn";
const pageSize = 500;
const aggregatedDiscovery = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json";

export interface ListOptions {
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  /** Empty: as the store has it now; `0`: whatever the API server has at hand. */
  readonly resourceVersion?: string;
  readonly signal?: AbortSignal;
}

export interface WatchEvent {
  readonly type: "ADDED" | "MODIFIED" | "DELETED" | "BOOKMARK" | "ERROR";
  readonly object: KubeObject;
}

export interface DeleteOptions {
  readonly propagation: "Foreground" | "Background";
  readonly graceSeconds?: number;
}

/** The few verbs of the API server that Cairn uses, for any kind. */
export class KubeClient {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** Where this process itself runs, within the cluster. */
  get ownNamespace(): string | undefined {
    return this.#connection.namespace;
  }

  get connection(): Connection {
    return this.#connection;
  }

  /** Undefined where there is none. */
  async find<T extends KubeObject>(kind: Kind, name: string, namespace?: string): Promise<T | undefined> {
    return orMissing(askJson<T>(this.#connection, { method: "GET", path: pathOf(kind, namespace, name) }));
  }

  /** All pages, one after the other; `onPage` sees each before the next is asked for. The version is that of the whole list. */
  async listPages<T extends KubeObject>(kind: Kind, options: ListOptions, onPage: (items: readonly T[]) => void): Promise<string> {
    for (let from: string | undefined; ; ) {
      const query = { ...selectors(options), limit: String(pageSize), ...(from ? { continue: from } : {}) };
      const path = withQuery(pathOf(kind, options.namespace), from ? query : { ...query, resourceVersion: options.resourceVersion });
      const page = await askJson<ListAnswer<T>>(this.#connection, { method: "GET", path, signal: options.signal });
      onPage(page.items ?? []);
      from = page.metadata.continue || undefined;
      if (!from) return page.metadata.resourceVersion;
    }
  }

  async list<T extends KubeObject>(kind: Kind, options: ListOptions = {}): Promise<T[]> {
    const all: T[] = [];
    await this.listPages<T>(kind, options, (items) => all.push(...items));
    return all;
  }

  /** Throws AppError("conflict") where the name is taken. */
  create<T extends KubeObject>(kind: Kind, object: T): Promise<T> {
    return this.#send("POST", pathOf(kind, object.metadata.namespace), object);
  }

  /** The object as it is, or as it was made now: a second call changes nothing. */
  async ensure<T extends KubeObject>(kind: Kind, object: T): Promise<T> {
    try {
      return await this.create(kind, object);
    } catch (error) {
      if (refusalOf(error)?.reason !== "AlreadyExists") throw error;
      const found = await this.find<T>(kind, object.metadata.name, object.metadata.namespace);
      if (found) return found;
      throw error;
    }
  }

  /** Makes an object unless it is there already. What is there is not read: of Secrets Cairn may make new ones, and read none. */
  async createOnce(kind: Kind, object: KubeObject): Promise<void> {
    try {
      await this.create(kind, object);
    } catch (error) {
      if (refusalOf(error)?.reason !== "AlreadyExists") throw error;
    }
  }

  /** Makes the fields that are given true, whoever changed them; others are left as they are. */
  apply<T extends KubeObject>(kind: Kind, object: T): Promise<T> {
    const path = withQuery(pathOf(kind, object.metadata.namespace, object.metadata.name), { fieldManager, force: "true" });
    return this.#send("PATCH", path, { apiVersion: kind.apiVersion, kind: kind.kind, ...object }, "application/apply-patch+yaml");
  }

  /** Merges fields into an object; undefined where it is gone. */
  async patch<T extends KubeObject>(kind: Kind, name: string, namespace: string | undefined, fields: unknown): Promise<T | undefined> {
    return orMissing(this.#send<T>("PATCH", pathOf(kind, namespace, name), fields, "application/merge-patch+json"));
  }

  /** Replaces all of one field, also what others have put there. */
  replaceField<T extends KubeObject>(kind: Kind, { name, namespace }: Metadata, path: string, value: unknown): Promise<T> {
    const change = [{ op: "replace", path, value }];
    return this.#send("PATCH", pathOf(kind, namespace, name), change, "application/json-patch+json");
  }

  /** What is gone already is fine. */
  async delete(kind: Kind, name: string, namespace: string | undefined, options: DeleteOptions): Promise<void> {
    await orMissing(this.#send("DELETE", pathOf(kind, namespace, name), deletion(options)));
  }

  /** Everything of a kind in a namespace that a selector names. */
  async deleteAll(kind: Kind, namespace: string, labelSelector: string, options: DeleteOptions): Promise<void> {
    await orMissing(this.#send("DELETE", withQuery(pathOf(kind, namespace), { labelSelector }), deletion(options)));
  }

  /** Asks what everybody may ask. */
  async ping(): Promise<void> {
    await askJson(this.#connection, { method: "GET", path: "/version" });
  }

  /** All groups of the API, with their resources where the server can tell them in one answer. */
  discover(): Promise<DiscoveryAnswer> {
    return askJson(this.#connection, { method: "GET", path: "/apis", accept: aggregatedDiscovery });
  }

  /** Asks a pod to go as budgets allow: a refusal has the status 429. What is gone already is fine. */
  async evict(name: string, namespace: string): Promise<void> {
    const eviction = { apiVersion: "policy/v1", kind: "Eviction", metadata: { name, namespace } };
    await orMissing(this.#send("POST", `${pathOf(kinds.pod, namespace, name)}/eviction`, eviction));
  }

  /** Resolves once the server has agreed: changes behind a version, until the server, the signal or the line ends it. */
  async openWatch(kind: Kind, options: ListOptions & { timeoutSeconds: number; signal: AbortSignal }): Promise<AsyncIterable<WatchEvent>> {
    const query = {
      ...selectors(options),
      watch: "true",
      allowWatchBookmarks: "true",
      resourceVersion: options.resourceVersion,
      timeoutSeconds: String(options.timeoutSeconds),
    };
    const path = withQuery(pathOf(kind, options.namespace), query);
    return eventsOf(await openStream(this.#connection, { method: "GET", path, signal: options.signal }));
  }

  /** Whole lines of a container's log as bytes; with `follow` until the container has ended; `previous`: of its life before this one. */
  async *logLines(
    pod: { readonly name: string; readonly namespace: string },
    options: { container: string; follow: boolean; previous: boolean; sinceTime?: string; signal: AbortSignal },
  ): AsyncIterable<Buffer> {
    const { container, follow, previous, sinceTime } = options;
    const path = withQuery(`${pathOf(kinds.pod, pod.namespace, pod.name)}/log`, {
      container,
      follow: String(follow),
      previous: previous ? "true" : undefined,
      timestamps: "true",
      sinceTime,
    });
    yield* linesOf(await openStream(this.#connection, { method: "GET", path, signal: options.signal }));
  }

  #send<T>(method: ApiRequest["method"], path: string, body: unknown, contentType?: string): Promise<T> {
    return askJson<T>(this.#connection, { method, path, body, ...(contentType ? { contentType } : {}) });
  }
}

interface ListAnswer<T> {
  readonly metadata: { readonly resourceVersion: string; readonly continue?: string };
  readonly items: readonly T[] | null;
}

function deletion({ propagation, graceSeconds }: DeleteOptions): unknown {
  return { propagationPolicy: propagation, ...(graceSeconds === undefined ? {} : { gracePeriodSeconds: graceSeconds }) };
}

function selectors({ labelSelector, fieldSelector }: ListOptions): Record<string, string | undefined> {
  return { labelSelector, fieldSelector };
}

export function pathOf({ apiVersion, plural }: Kind, namespace?: string, name?: string): string {
  const root = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const parts = [...(namespace === undefined ? [] : ["namespaces", namespace]), plural, ...(name === undefined ? [] : [name])];
  return [root, ...parts.map(encodeURIComponent)].join("/");
}

function withQuery(path: string, query: Readonly<Record<string, string | undefined>>): string {
  const text = Object.entries(query)
    .flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${encodeURIComponent(value)}`]))
    .join("&");
  return text ? `${path}?${text}` : path;
}

async function orMissing<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (refusalOf(error)?.status === 404) return undefined;
    throw error;
  }
}

async function* eventsOf(answer: IncomingMessage): AsyncIterable<WatchEvent> {
  for await (const line of linesOf(answer)) yield JSON.parse(line.toString("utf8"));
}

async function* linesOf(answer: IncomingMessage): AsyncIterable<Buffer> {
  let rest: Buffer[] = [];
  try {
    for await (const chunk of answer as AsyncIterable<Buffer>) {
      let start = 0;
      for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
        const line = chunk.subarray(start, end);
        yield rest.length > 0 ? Buffer.concat([...rest, line]) : line;
        rest = [];
        start = end + 1;
      }
      if (start < chunk.length) rest.push(chunk.subarray(start));
    }
  } catch (error) {
    throw unreachable(error);
  }
  if (rest.length > 0) yield Buffer.concat(rest);
}
