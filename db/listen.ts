import "server-only";
import { Client } from "pg";
import { env } from "@/lib/env";
import { log } from "@/lib/log";

export const channels = [
  "cairn_changes",
  "cairn_lines",
  "cairn_points",
  "cairn_operations",
  "cairn_inbox",
  "cairn_wake",
  "cairn_sessions",
  "cairn_routes",
  "cairn_nodes",
] as const;
export type Channel = (typeof channels)[number];

type Listener = (payload: string) => void;

/** One listening connection a process. It reconnects by itself; `onReconnect` listeners then look for what they missed. */
class Listening {
  private readonly listeners = new Map<Channel, Set<Listener>>();
  private readonly reconnected = new Set<() => void>();
  private client: Client | undefined;
  private connecting: Promise<void> | undefined;

  /** Calls `listener` for every notification until the returned function is called. Notifications are hints: some may be lost. */
  async listen(channel: Channel, listener: Listener): Promise<() => void> {
    const set = this.listeners.get(channel) ?? new Set();
    this.listeners.set(channel, set.add(listener));
    await this.connect();
    return () => void set.delete(listener);
  }

  onReconnect(run: () => void): () => void {
    this.reconnected.add(run);
    return () => void this.reconnected.delete(run);
  }

  async close(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    client?.removeAllListeners("end");
    await client?.end();
  }

  private connect(): Promise<void> {
    if (this.client) return Promise.resolve();
    this.connecting ??= this.open().finally(() => {
      this.connecting = undefined;
    });
    return this.connecting;
  }

  private async open(): Promise<void> {
    const client = new Client({ connectionString: env.DATABASE_URL, application_name: `cairn-${env.CAIRN_PROCESS}-listen` });
    client.on("notification", ({ channel, payload }) => {
      for (const listener of this.listeners.get(channel as Channel) ?? []) listener(payload ?? "");
    });
    client.on("error", () => undefined);
    client.once("end", () => {
      if (this.client === client) this.client = undefined;
      this.retry();
    });
    try {
      await client.connect();
      await client.query(channels.map((channel) => `listen ${channel}`).join(";"));
      this.client = client;
    } catch (error) {
      client.removeAllListeners("end");
      await client.end().catch(() => undefined);
      throw error;
    }
  }

  private retry(): void {
    setTimeout(() => {
      this.connect().then(
        () => {
          for (const run of this.reconnected) run();
        },
        (error: unknown) => {
          log.warn({ err: error }, "listening connection is down, trying again");
          this.retry();
        },
      );
    }, 500).unref();
  }
}

// Next loads modules once per bundle; the connection is one per process all the same.
const shared = globalThis as typeof globalThis & { cairnListening?: Listening };
shared.cairnListening ??= new Listening();
export const listening: Pick<Listening, "listen" | "onReconnect" | "close"> = shared.cairnListening;
