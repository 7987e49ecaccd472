import { type FSWatcher, watch } from "node:fs";
import { readdir, statfs } from "node:fs/promises";
import path from "node:path";
import type { IdQueue } from "@/lib/compute/id-queue";
import type { Accelerators } from "@/lib/compute/local/accelerators";
import { driveWorkload, readReplicas, type Surroundings } from "@/lib/compute/local/drive-workload";
import { finishErasing } from "@/lib/compute/local/erase-workload";
import { runsFolder } from "@/lib/compute/local/folders";
import type { Isolation } from "@/lib/compute/local/isolation";
import { readJson } from "@/lib/compute/local/json-file";
import { addressesOf } from "@/lib/compute/local/observe-workload";
import { pruneInputs } from "@/lib/compute/local/prune-inputs";
import type { Readiness } from "@/lib/compute/local/readiness";
import type { LocalSettings } from "@/lib/compute/local/settings";
import type { Spawner } from "@/lib/compute/local/spawner";
import { type Progress, startReplicas } from "@/lib/compute/local/start-replicas";
import type { Workload } from "@/lib/compute/workload";
import { log } from "@/lib/log";

const scarceShare = 0.1;
const keptInputsMs = 7 * 24 * 3_600_000;
/** Inputs that were just laid out may wait for their program to start. */
const layOutMs = 600_000;
const tidyMs = 600_000;
const unreadyMs = 150;
const errorMs = 2000;

export interface DriverParts {
  readonly spawner: Spawner;
  readonly isolation: () => Promise<Isolation>;
  readonly accelerators: Accelerators;
  readonly readiness: Readiness;
  readonly changed: IdQueue;
}

interface Driven {
  readonly folder: string;
  again: boolean;
  running: boolean;
  timer: NodeJS.Timeout | undefined;
  readonly watchers: FSWatcher[];
}

/** Drives every workload of this machine: a pass now, another when a file of it changes or its time has come. */
export class Driver {
  readonly #driven = new Map<string, Driven>();
  readonly #progress = new Map<string, Progress>();
  readonly #seen = new Set<string>();
  #tidying: NodeJS.Timeout | undefined;
  #closed = false;

  readonly #settings: LocalSettings;
  readonly #parts: DriverParts;

  constructor(settings: LocalSettings, parts: DriverParts) {
    this.#settings = settings;
    this.#parts = parts;
  }

  /** Takes up everything that an earlier process left. */
  async resume(): Promise<void> {
    this.#tidying = setInterval(() => void this.tidy().catch((err: unknown) => log.error({ err }, "could not tidy up")), tidyMs).unref();
    const root = runsFolder(this.#settings);
    for (const project of await readdir(root).catch(() => [])) {
      for (const id of await readdir(path.join(root, project)).catch(() => [])) this.poke(path.join(root, project, id));
    }
    await this.tidy();
  }

  /** How far the inputs of a workload are laid out, while they are. */
  progressOf(id: string): Progress | undefined {
    return this.#progress.get(id);
  }

  /** Finishes what was being erased, and frees copies of inputs that nobody asked for in a week, or lately when the disk is nearly full. */
  async tidy(): Promise<void> {
    await finishErasing(this.#settings, this.#parts.spawner);
    const { bavail, blocks } = await statfs(this.#settings.dataFolder);
    const keptMs = bavail < scarceShare * blocks ? layOutMs : keptInputsMs;
    const removed = await pruneInputs(this.#settings, new Date(Date.now() - keptMs));
    if (removed > 0) log.info({ removed }, "removed unused copies of inputs");
  }

  /** Looks at a workload now. */
  poke(folder: string): void {
    if (this.#closed) return;
    const id = path.basename(folder);
    const driven = this.#driven.get(id) ?? { folder, again: false, running: false, timer: undefined, watchers: [] };
    this.#driven.set(id, driven);
    clearTimeout(driven.timer);
    driven.again = true;
    if (!driven.running) void this.#run(id, driven);
  }

  close(): void {
    this.#closed = true;
    clearInterval(this.#tidying);
    for (const [id, driven] of this.#driven) this.#release(id, driven);
  }

  async #run(id: string, driven: Driven): Promise<void> {
    driven.running = true;
    let wait: number | undefined;
    while (driven.again && !this.#closed) {
      driven.again = false;
      wait = await this.#pass(id, driven);
      this.#parts.changed.push(id);
    }
    driven.running = false;
    if (this.#closed) return;
    if (wait === undefined) this.#release(id, driven);
    else driven.timer = setTimeout(() => this.poke(driven.folder), wait).unref();
  }

  async #pass(id: string, driven: Driven): Promise<number | undefined> {
    try {
      await this.#watch(driven);
      const wait = await driveWorkload(driven.folder, this.#surroundings(id, driven));
      return wait === undefined ? undefined : Math.min(wait, await this.#askServices(driven.folder));
    } catch (error) {
      log.error({ err: error, workload: id }, "could not drive a workload");
      return errorMs;
    }
  }

  #surroundings(id: string, driven: Driven): Surroundings {
    return {
      spawner: this.#parts.spawner,
      now: Date.now,
      start: async (workload, folder, due) => {
        const progress: Progress = { doneBytes: 0, totalBytes: 0 };
        const isolation = await this.#parts.isolation();
        this.#progress.set(id, progress);
        this.#parts.changed.push(id);
        await startReplicas(this.#settings, { ...this.#parts, isolation }, workload, folder, due, progress).finally(() =>
          this.#progress.delete(id),
        );
        await this.#watch(driven);
      },
      firstSeen: (order) => !this.#seen.has(order) && Boolean(this.#seen.add(order)),
    };
  }

  /** The replica folders tell at once when a shim has started or ended; a pass by time would only find out later. */
  async #watch(driven: Driven): Promise<void> {
    if (driven.watchers.length > 0 || this.#closed) return;
    const entries = await readdir(driven.folder, { withFileTypes: true }).catch(() => []);
    for (const entry of entries.filter((each) => each.isDirectory())) {
      try {
        const watcher = watch(path.join(driven.folder, entry.name), { persistent: false }, (_, name) => {
          if (name === "exit.json" || name === "state.json") this.poke(driven.folder);
        });
        watcher.on("error", () => watcher.close());
        driven.watchers.push(watcher);
      } catch {
        return;
      }
    }
  }

  /** While a service does not answer it is asked often, so that its first answer is seen early. */
  async #askServices(folder: string): Promise<number> {
    const workload = await readJson<Workload>(path.join(folder, "workload.json"));
    if (!workload || workload.kind === "batch") return Number.POSITIVE_INFINITY;
    let wait = 5000;
    for (const replica of await readReplicas(folder, workload)) {
      const addresses = await addressesOf(this.#settings, workload, replica);
      for (const port of replica.role.ports) {
        const address = addresses[port.name] ?? "";
        if (replica.files.kind !== "running") this.#parts.readiness.forget(address);
        else if (!(await this.#parts.readiness.ask({ address, path: port.readyPath }))) wait = unreadyMs;
      }
    }
    return wait;
  }

  #release(id: string, driven: Driven): void {
    clearTimeout(driven.timer);
    for (const watcher of driven.watchers) watcher.close();
    this.#driven.delete(id);
  }
}
