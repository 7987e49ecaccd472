import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { listening } from "@/db/listen";
import { loadTable } from "@/lib/gateway/load-table";
import { type Table, type TableContent, tableShape, toTable } from "@/lib/gateway/table";
import { log } from "@/lib/log";

const everyMs = 2_000;

export interface KeptTable {
  current(): Table;
  /** Whether the last look at the database succeeded. */
  isFresh(): boolean;
  stop(): void;
}

/**
 * Keeps the table in memory and on disk: re-read on every notice and every two seconds, so that a revoked key ends within
 * seconds. While the database is away the last one stays, also over a restart of the gateway.
 */
export async function keepTable(folder: string): Promise<KeptTable> {
  const file = path.join(folder, "table.json");
  let kept = "";
  let table = toTable({ routes: [], keys: [] });
  let fresh = false;
  let loading: Promise<void> | undefined;
  let again = false;

  async function refresh(): Promise<void> {
    const content = await loadTable();
    const text = JSON.stringify(content);
    if (fresh === false) log.info({ routes: content.routes.length, keys: content.keys.length }, "routes read");
    fresh = true;
    if (text === kept) return;
    table = toTable(content);
    kept = text;
    await write(file, text).catch((error: unknown) => log.warn({ err: error }, "the routes could not be kept on disk"));
  }

  /** One look at a time; a notice that comes during a look asks for another. */
  function look(): Promise<void> {
    if (loading) {
      again = true;
      return loading;
    }
    loading = refresh()
      .catch((error: unknown) => {
        if (fresh) log.warn({ err: error }, "the database is away; serving the last routes");
        fresh = false;
      })
      .finally(() => {
        loading = undefined;
        if (again) {
          again = false;
          void look();
        }
      });
    return loading;
  }

  const onDisk = await read(file);
  if (onDisk) table = toTable(onDisk);
  // With a table at hand a database that hangs delays nothing.
  await Promise.race([look(), ...(onDisk ? [sleep(1_500)] : [])]);
  const timer = setInterval(() => void look(), everyMs);
  // A database that is away at the start is asked again by the listener itself once it was reached.
  let unlisten: () => void = () => undefined;
  const listen = () =>
    listening
      .listen("cairn_routes", () => void look())
      .then(
        (stop) => {
          unlisten = stop;
        },
        () => void setTimeout(listen, everyMs).unref(),
      );
  void listen();
  const unwatch = listening.onReconnect(() => void look());
  return {
    current: () => table,
    isFresh: () => fresh,
    stop() {
      clearInterval(timer);
      unlisten();
      unwatch();
    },
  };
}

async function read(file: string): Promise<TableContent | null> {
  try {
    return tableShape.parse(JSON.parse(await readFile(file, "utf8")));
  } catch {
    return null;
  }
}

async function write(file: string, text: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  await writeFile(`${file}.new`, text, { mode: 0o600 });
  await rename(`${file}.new`, file);
}
