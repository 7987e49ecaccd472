import { once } from "node:events";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type DatabasePasswords, type EmbeddedServer, startEmbedded } from "@/db/embedded/server";
import { accountOf } from "./accounts";
import { backoff } from "./backoff";
import type { Folders } from "./folders";
import { Refusal } from "./refusal";
import { rotatingLog } from "./rotating-log";
import type { Terminal } from "./terminal";

export interface KeptDatabase {
  readonly url: EmbeddedServer["url"];
  stop(): Promise<void>;
}

/** Starts the embedded database and starts it again whenever it ends. The others reconnect by themselves. */
export async function keepDatabase(folders: Folders, passwords: DatabasePasswords, terminal: Terminal): Promise<KeptDatabase> {
  const write = rotatingLog(path.join(folders.logs, "database.log"));
  const start = () =>
    startEmbedded({
      folder: folders.database,
      socketFolder: path.join(folders.runtime, "database"),
      passwords,
      ...account,
      settings: { max_connections: "60", shared_buffers: "64MB" },
      onLog: write,
    });
  const pause = backoff();
  let isStopping = false;
  let server = await start().catch((error: unknown) => {
    throw new Refusal(explain(error, folders));
  });

  const watch = async () => {
    while (!isStopping) {
      await endOf(server);
      if (isStopping) return;
      const how = server.process.signalCode ?? `exit code ${server.process.exitCode}`;
      terminal.warn(`The database ended (${how}); it starts again.`);
      server = await startAgain();
    }
  };

  const startAgain = async (): Promise<EmbeddedServer> => {
    for (;;) {
      await sleep(pause.nextDelayMs());
      pause.started();
      try {
        return await start();
      } catch (error) {
        terminal.warn(explain(error, folders));
        if (isStopping) return server;
      }
    }
  };

  void watch();
  return {
    url: server.url,
    stop: async () => {
      isStopping = true;
      await server.stop();
    },
  };
}

const own = accountOf("database");
const account = own ? { account: own } : {};

async function endOf(server: EmbeddedServer): Promise<void> {
  if (server.process.exitCode === null && server.process.signalCode === null) await once(server.process, "exit");
}

function explain(error: unknown, folders: Folders): string {
  const words = error instanceof Error ? error.message : String(error);
  if (/No space left on device|ENOSPC/.test(words)) {
    return `The database cannot start: the disk of ${folders.data} is full. Nothing committed is lost; free some space (df -h shows the disks), then type npm start again.`;
  }
  return `${words}\nMore stands in ${path.join(folders.logs, "database.log")}`;
}
