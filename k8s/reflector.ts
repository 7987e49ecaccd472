import type { KubeClient, WatchEvent } from "@/k8s/client";
import type { Kind, KubeObject } from "@/k8s/objects";
import { refusalOf, refused, unreachable } from "@/k8s/request";
import { AppError } from "@/lib/errors";
import { log } from "@/lib/log";
import { pause } from "@/lib/pause";

/** Bookmarks come about once a minute: after this much silence the line is taken for dead. */
const silenceMs = 100_000;
/** A line that lived so long, or said anything, is taken for a good one. */
const provenMs = 2000;
const shortestBackOffMs = 1000;
const longestBackOffMs = 60_000;
/** A line that is cut is mended within this time, or the picture counts as old. */
const toleratedMs = 5000;

export interface ReflectorOptions<S> {
  readonly client: Pick<KubeClient, "listPages" | "openWatch">;
  readonly kind: Kind;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  /** What is kept of an object; undefined keeps nothing of it. */
  readonly project: (object: never) => S | undefined;
  /** What the kept ones are found by, such as their workload's id. */
  readonly indexOf: (kept: S) => string;
  /** Called for each index whose content may have changed. */
  readonly onChange?: (index: string) => void;
  readonly random?: () => number;
}

interface Entry<S> {
  readonly kept: S;
  readonly index: string;
  readonly version: string;
}

/**
 * A copy of all objects of one kind, kept up to date by one watch: listed once, then changed event by event; listed again only where the
 * server has forgotten the changes since.
 */
export class Reflector<S> {
  readonly #options: ReflectorOptions<S>;
  readonly #entries = new Map<string, Entry<S>>();
  readonly #index = new Map<string, Map<string, S>>();
  /** Versions at which objects were deleted: a late echo of one must not bring it back. */
  readonly #deleted = new Map<string, string>();
  readonly #stop = new AbortController();
  #version = "";
  #failingSince: number | undefined;
  #lastError: unknown;
  #lastEventAt: number | undefined;
  #relists = 0;
  #waiters: (() => void)[] = [];
  #started = false;

  constructor(options: ReflectorOptions<S>) {
    this.#options = options;
  }

  start(): void {
    if (this.#started) return;
    this.#started = true;
    this.#run().catch((err: unknown) => log.error({ err, kind: this.#options.kind.kind }, "a watch of the cluster ended"));
  }

  close(): void {
    this.#stop.abort();
    this.#wake();
  }

  /** Resolves once everything was listed; throws AppError("unavailable") where the API server cannot be reached. */
  async synced(): Promise<void> {
    this.start();
    while (!this.#stop.signal.aborted) {
      if (this.#isOld()) throw unreachable(this.#lastError);
      if (this.#version !== "") return;
      await new Promise<void>((resolve) => this.#waiters.push(resolve));
    }
    throw unreachable(this.#lastError);
  }

  find(index: string): readonly S[] {
    return [...(this.#index.get(index)?.values() ?? [])];
  }

  indexes(): readonly string[] {
    return [...this.#index.keys()];
  }

  /** For metrics: how alive the line is, and how much is kept. */
  get state() {
    const lastEventAgeMs = this.#lastEventAt === undefined ? undefined : Date.now() - this.#lastEventAt;
    return { objects: this.#entries.size, relists: this.#relists, ...(lastEventAgeMs === undefined ? {} : { lastEventAgeMs }) };
  }

  get #selectors() {
    const { labelSelector, fieldSelector } = this.#options;
    return { ...(labelSelector ? { labelSelector } : {}), ...(fieldSelector ? { fieldSelector } : {}) };
  }

  /** Before the first list any failure counts; afterwards only one that lasts. */
  #isOld(): boolean {
    if (this.#failingSince === undefined) return false;
    return this.#version === "" || Date.now() - this.#failingSince > toleratedMs;
  }

  async #run(): Promise<void> {
    let failures = 0;
    let mustList = true;
    while (!this.#stop.signal.aborted) {
      try {
        if (mustList) await this.#list();
        mustList = false;
        await this.#watch(() => {
          failures = 0;
          this.#failingSince = undefined;
        });
      } catch (error) {
        if (this.#stop.signal.aborted) return;
        const hasForgotten = refusalOf(error)?.status === 410;
        mustList ||= hasForgotten;
        if (hasForgotten && failures === 0) {
          failures = 1;
          continue;
        }
        failures += 1;
        this.#failingSince ??= Date.now();
        this.#lastError = error;
        this.#wake();
        await this.#pause(failures, error);
      }
    }
  }

  /** Replaces the copy by what is there now. */
  async #list(): Promise<void> {
    const { client, kind } = this.#options;
    const present = new Set<string>();
    this.#deleted.clear();
    // Each page is reduced to what is kept before the next one comes: ten thousand whole pods at once would be hundreds of megabytes.
    const version = await client.listPages(kind, { ...this.#selectors, signal: this.#stop.signal }, (items) => {
      for (const item of items) {
        present.add(keyOf(item));
        this.#keep(item);
      }
    });
    if (this.#version !== "") this.#relists += 1;
    for (const key of [...this.#entries.keys()]) if (!present.has(key)) this.#drop(key);
    this.#version = version;
    this.#lastEventAt = Date.now();
    this.#failingSince = undefined;
    this.#wake();
  }

  /** Ends when the server or the guard ends it, to be begun again behind the last event; throws what is wrong. */
  async #watch(onSign: () => void): Promise<void> {
    const { client, kind, random = Math.random } = this.#options;
    const quiet = new AbortController();
    let guard = setTimeout(() => quiet.abort(), silenceMs);
    const options = {
      ...this.#selectors,
      resourceVersion: this.#version,
      timeoutSeconds: Math.round(240 + random() * 240),
      signal: AbortSignal.any([this.#stop.signal, quiet.signal]),
    };
    const begunAt = Date.now();
    let proof: NodeJS.Timeout | undefined;
    try {
      const events = await client.openWatch(kind, options);
      proof = setTimeout(onSign, provenMs);
      for await (const event of events) {
        clearTimeout(guard);
        guard = setTimeout(() => quiet.abort(), silenceMs);
        this.#lastEventAt = Date.now();
        this.#take(event);
        onSign();
      }
    } catch (error) {
      if (quiet.signal.aborted && !this.#stop.signal.aborted) return;
      throw error;
    } finally {
      clearTimeout(guard);
      clearTimeout(proof);
    }
    if (Date.now() - begunAt < shortestBackOffMs) throw unreachable(new Error("the watch ended at once"));
  }

  #take({ type, object }: WatchEvent): void {
    switch (type) {
      case "ERROR": {
        const status = object as unknown as { readonly code?: number };
        throw refused(status.code ?? 500, JSON.stringify(object));
      }
      case "BOOKMARK":
        this.#version = object.metadata.resourceVersion ?? this.#version;
        this.#deleted.clear();
        return;
      case "DELETED":
        this.#advance(object);
        if (this.#isEcho(object)) return;
        this.#deleted.set(keyOf(object), object.metadata.resourceVersion ?? "");
        this.#drop(keyOf(object));
        return;
      case "ADDED":
      case "MODIFIED":
        this.#advance(object);
        if (!this.#isEcho(object)) this.#keep(object);
    }
  }

  #advance({ metadata }: KubeObject): void {
    if (metadata.resourceVersion && isNewer(metadata.resourceVersion, this.#version)) this.#version = metadata.resourceVersion;
  }

  /** Whether it tells nothing that was not known, or known better. */
  #isEcho(object: KubeObject): boolean {
    const key = keyOf(object);
    const known = this.#deleted.get(key) ?? this.#entries.get(key)?.version;
    return known !== undefined && !isNewer(object.metadata.resourceVersion ?? "", known);
  }

  #keep(object: KubeObject): void {
    const key = keyOf(object);
    const version = object.metadata.resourceVersion ?? "";
    const before = this.#entries.get(key);
    if (before?.version === version) return;
    const kept = this.#options.project(object as never);
    if (kept === undefined) {
      this.#drop(key);
      return;
    }
    const index = this.#options.indexOf(kept);
    if (before && before.index !== index) this.#drop(key);
    this.#entries.set(key, { kept, index, version });
    const found = this.#index.get(index) ?? new Map<string, S>();
    found.set(key, kept);
    this.#index.set(index, found);
    this.#options.onChange?.(index);
  }

  #drop(key: string): void {
    const entry = this.#entries.get(key);
    if (!entry) return;
    this.#entries.delete(key);
    const found = this.#index.get(entry.index);
    found?.delete(key);
    if (found?.size === 0) this.#index.delete(entry.index);
    this.#options.onChange?.(entry.index);
  }

  async #pause(failures: number, error: unknown): Promise<void> {
    const { random = Math.random } = this.#options;
    const ceilingMs = Math.min(longestBackOffMs, shortestBackOffMs * 2 ** Math.min(failures - 1, 10));
    const askedMs = error instanceof AppError ? (error.retryAfterSeconds ?? 0) * 1000 : 0;
    const waitMs = Math.max(askedMs, ceilingMs * (0.5 + random() / 2));
    await pause(waitMs, this.#stop.signal);
  }

  #wake(): void {
    const waiting = this.#waiters;
    this.#waiters = [];
    for (const wake of waiting) wake();
  }
}

function keyOf({ metadata }: KubeObject): string {
  return metadata.uid ?? `${metadata.namespace ?? ""}/${metadata.name}`;
}

/** Versions are numbers in every API server there is; where one is not, the newcomer is believed. */
function isNewer(version: string, than: string): boolean {
  if (!/^\d+$/.test(version) || !/^\d+$/.test(than)) return true;
  return version.length === than.length ? version > than : version.length > than.length;
}
