import type { KubeClient } from "@/k8s/client";

const trustMs = 10_000;

/** Whether the API server answers at all. To watches a cluster that is cut off looks like a quiet one, for as long as bookmarks are apart. */
export class Pulse {
  readonly #client: Pick<KubeClient, "ping">;
  #feltAt = Number.NEGATIVE_INFINITY;
  #feeling: Promise<void> | undefined;

  constructor(client: Pick<KubeClient, "ping">) {
    this.#client = client;
  }

  /** Resolves where it has answered within the last seconds, or does now; throws AppError("unavailable") where it does not. */
  felt(): Promise<void> {
    if (Date.now() - this.#feltAt < trustMs) return Promise.resolve();
    this.#feeling ??= this.#feel().finally(() => {
      this.#feeling = undefined;
    });
    return this.#feeling;
  }

  async #feel(): Promise<void> {
    await this.#client.ping();
    this.#feltAt = Date.now();
  }
}
