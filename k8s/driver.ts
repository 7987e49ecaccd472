import type { KubeClient } from "@/k8s/client";
import { type Deed, deedsOf } from "@/k8s/deeds";
import { rankAnnotation } from "@/k8s/names";
import { kinds } from "@/k8s/objects";
import type { WorkloadState } from "@/k8s/observe";
import { lossAnnotation } from "@/k8s/workload-record";
import { log } from "@/lib/log";

const retryMs = 2000;

/** Does what deeds are due, one pass at a time for each workload: driven by what the watches see. */
export class Driver {
  readonly #client: KubeClient;
  readonly #stateOf: (id: string) => WorkloadState | undefined;
  readonly #busy = new Map<string, "once" | "again">();
  readonly #timers = new Map<string, NodeJS.Timeout>();
  #closed = false;

  constructor(client: KubeClient, stateOf: (id: string) => WorkloadState | undefined) {
    this.#client = client;
    this.#stateOf = stateOf;
  }

  /** Something of this workload may have changed. */
  poke(id: string): void {
    if (this.#closed) return;
    if (this.#busy.has(id)) {
      this.#busy.set(id, "again");
      return;
    }
    this.#busy.set(id, "once");
    this.#pass(id).catch((err: unknown) => log.error({ err, workload: id }, "could not drive a workload"));
  }

  /** One pass over a state that was just read. */
  async drive(state: WorkloadState): Promise<void> {
    for (const deed of deedsOf(state)) await this.#do(deed);
  }

  close(): void {
    this.#closed = true;
    for (const timer of this.#timers.values()) clearTimeout(timer);
  }

  async #pass(id: string): Promise<void> {
    try {
      const state = this.#stateOf(id);
      if (state) await this.drive(state);
    } catch (err) {
      log.warn({ err, workload: id }, "the cluster did not do what a workload needs; it is tried again");
      this.#again(id);
    } finally {
      const again = this.#busy.get(id) === "again";
      this.#busy.delete(id);
      if (again) this.poke(id);
    }
  }

  #again(id: string): void {
    if (this.#closed) return;
    clearTimeout(this.#timers.get(id));
    const retry = () => {
      this.#timers.delete(id);
      this.poke(id);
    };
    this.#timers.set(id, setTimeout(retry, retryMs).unref());
  }

  async #do(deed: Deed): Promise<void> {
    switch (deed.kind) {
      case "end":
        await this.#client.patch(kinds.pod, deed.pod, deed.namespace, { spec: { activeDeadlineSeconds: deed.deadlineSeconds } });
        return;
      case "withdraw":
        // What makes pods of a service goes last: as long as it is there, one may come.
        await this.#client.delete(deed.of, deed.name, deed.namespace, {
          propagation: deed.of === kinds.job || deed.of === kinds.pod ? "Background" : "Foreground",
        });
        return;
      case "scale":
        await this.#client.patch(deed.of, deed.name, deed.namespace, { spec: { replicas: deed.replicas } });
        return;
      case "remember":
        await this.#client.patch(kinds.configMap, deed.name, deed.namespace, {
          metadata: { annotations: { [lossAnnotation]: JSON.stringify(deed.loss) } },
        });
        return;
      case "number":
        await this.#client.patch(kinds.pod, deed.pod, deed.namespace, {
          metadata: { annotations: { [rankAnnotation]: String(deed.rank) } },
        });
    }
  }
}
