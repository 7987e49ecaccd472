import { request } from "node:http";
import { connect } from "node:net";

const answerMs = 2000;
const freshMs = 6000;
const failuresToUnready = 3;

interface Probe {
  readonly address: string;
  readonly path: string | undefined;
}

/** Whether what listens at an address answers. Once it did, one slow answer does not take it out: three in a row do. */
export class Readiness {
  readonly #known = new Map<string, { at: number; ready: boolean; failures: number }>();

  /** Asks, unless the last answer is fresh enough. */
  async isReady(probe: Probe): Promise<boolean> {
    const known = this.#known.get(probe.address);
    if (known && Date.now() - known.at < freshMs && known.ready) return true;
    return this.ask(probe);
  }

  /** Asks now. */
  async ask(probe: Probe): Promise<boolean> {
    const answered = await answers(probe);
    const last = this.#known.get(probe.address);
    const failures = answered ? 0 : (last?.failures ?? 0) + 1;
    const ready = answered || (last?.ready === true && failures < failuresToUnready);
    this.#known.set(probe.address, { at: Date.now(), ready, failures });
    return ready;
  }

  /** A new process at the same address starts unready. */
  forget(address: string): void {
    this.#known.delete(address);
  }
}

/** `unix:/path` or `host:port`; with a path a 2xx or 3xx answer counts, without one a connection does. */
function answers({ address, path }: Probe): Promise<boolean> {
  const place = placeOf(address);
  return new Promise((resolve) => {
    if (path === undefined) {
      const socket = connect("socketPath" in place ? { path: place.socketPath } : place, () => done(true));
      socket.once("error", () => done(false));
      socket.setTimeout(answerMs, () => done(false));
      const done = (ready: boolean) => {
        socket.destroy();
        resolve(ready);
      };
      return;
    }
    const asked = request(
      { ...place, path, method: "GET", timeout: answerMs, agent: false, headers: { host: "localhost" } },
      (response) => {
        response.resume();
        resolve((response.statusCode ?? 500) < 400);
      },
    );
    asked.once("timeout", () => asked.destroy(new Error("no answer in time")));
    asked.once("error", () => resolve(false));
    asked.end();
  });
}

function placeOf(address: string): { socketPath: string } | { host: string; port: number } {
  if (address.startsWith("unix:")) return { socketPath: address.slice(5) };
  const colon = address.lastIndexOf(":");
  return { host: address.slice(0, colon), port: Number(address.slice(colon + 1)) };
}
