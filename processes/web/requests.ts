import type { Server, ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

/** The requests that one web process is answering, so that it can end without breaking one. */
export class Requests {
  readonly #open = new Set<ServerResponse>();
  #isLeaving = false;

  get isLeaving(): boolean {
    return this.#isLeaving;
  }

  add(response: ServerResponse): void {
    this.#open.add(response);
    response.once("close", () => this.#open.delete(response));
    // Whoever keeps this connection would send the next request to a server that is gone.
    if (this.#isLeaving) response.setHeader("connection", "close");
  }

  /**
   * Takes requests for a while yet, as whoever sends them here may not know better, but keeps no connection. Then nothing new: event streams
   * are cut, and browsers come back to another process by themselves; what else is under way may end.
   */
  async leave(
    servers: readonly Server[],
    { takesMs, patienceMs }: { readonly takesMs: number; readonly patienceMs: number },
  ): Promise<void> {
    this.#isLeaving = true;
    await sleep(takesMs);
    for (const server of servers) server.close();
    for (const response of this.#open) {
      if (String(response.getHeader("content-type")).startsWith("text/event-stream")) response.destroy();
    }
    for (const until = Date.now() + patienceMs; this.#open.size > 0 && Date.now() < until; ) {
      for (const server of servers) server.closeIdleConnections();
      await sleep(20);
    }
  }
}
