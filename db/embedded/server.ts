import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, chown, mkdir, stat } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import { eachLine } from "@/lib/each-line";
import { type Account, findBinaries, initialize, nobody, serverEnvironment } from "./cluster";
import { clearLeftovers } from "./leftovers";
import { createRoles } from "./roles";

/** `postgres` is the superuser and only prepares the server; `cairn_owner` owns the schema; `cairn_app` is what Cairn runs as. */
export type DatabaseRole = "postgres" | "cairn_owner" | "cairn_app";

export type DatabasePasswords = Readonly<Record<DatabaseRole, string>>;

export interface EmbeddedOptions {
  /** Where the database's files live; made when missing. */
  readonly folder: string;
  /** Where the unix socket lies; at most 90 bytes, because socket paths end at 107. */
  readonly socketFolder: string;
  readonly passwords: DatabasePasswords;
  /** The account the server runs as; matters only to root, who otherwise runs it as nobody. */
  readonly account?: Account;
  /** False forgets data when the machine stops: for tests. */
  readonly durable?: boolean;
  readonly settings?: Readonly<Record<string, string>>;
  /** Receives the server's own log, line by line. */
  readonly onLog?: (line: string) => void;
}

export interface EmbeddedServer {
  readonly process: ChildProcess;
  /** A connection string for one role; the database is `cairn` unless named. */
  url(role: DatabaseRole, database?: string): string;
  /** Ends the server and its connections; committed data stay. */
  stop(): Promise<void>;
}

/**
 * Starts the packaged PostgreSQL on a unix socket, creating its files, roles and the database `cairn` when they are missing.
 * Clears what a killed server left behind. Throws with the server's last words when it cannot start.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedServer> {
  const account = options.account ?? (await standIn(options));
  const durable = options.durable ?? true;
  const folder = path.resolve(options.folder);
  const socketFolder = path.resolve(options.socketFolder);
  if (Buffer.byteLength(socketFolder) > 90) throw new Error(`The folder for sockets is too long (${socketFolder}): 90 bytes at most`);

  const binaries = await findBinaries();
  await initialize({ binaries, folder, password: options.passwords.postgres, account, durable });
  await mkdir(socketFolder, { recursive: true });
  await chmod(socketFolder, account ? 0o750 : 0o700);
  if (account) await chown(socketFolder, account.uid, account.gid);
  await clearLeftovers(folder);

  // The port is a part of the socket's name.
  const place = new URLSearchParams({ host: socketFolder, ...(options.settings?.port ? { port: options.settings.port } : {}) });
  const url = (role: DatabaseRole, database = "cairn") =>
    `postgresql://${role}:${encodeURIComponent(options.passwords[role])}@/${database}?${place}`;

  const server = await launch({
    binary: binaries.postgres,
    folder,
    socketFolder,
    account,
    durable,
    options,
    url: url("postgres", "postgres"),
  });
  await createRoles(url, options.passwords);
  return { process: server, url, stop: () => end(server) };
}

/** Root cannot run the server as itself. The folders' parents, perhaps temporary and private ones, get passable for the stand-in. */
async function standIn({ folder, socketFolder }: EmbeddedOptions): Promise<Account | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  for (const inner of [folder, socketFolder]) {
    const parent = path.dirname(path.resolve(inner));
    await mkdir(parent, { recursive: true });
    await chmod(parent, (await stat(parent)).mode | 0o011);
  }
  return nobody;
}

interface Launch {
  readonly binary: string;
  readonly folder: string;
  readonly socketFolder: string;
  readonly account: Account | undefined;
  readonly durable: boolean;
  readonly options: EmbeddedOptions;
  readonly url: string;
}

/** A killed server's children hold its shared memory for a moment; a few more tries outlast them. */
async function launch(input: Launch): Promise<ChildProcess> {
  for (let attempt = 1; ; attempt++) {
    const lastWords: string[] = [];
    const server = run(input, (line) => {
      lastWords.push(line);
      if (lastWords.length > 8) lastWords.shift();
      input.options.onLog?.(line);
    });
    if (await accepts(server, input.url)) return server;
    const words = lastWords.join("\n");
    if (attempt === 5 || !/is still in use|postmaster\.pid/.test(words)) throw new Error(`PostgreSQL did not start:\n${words}`);
    await sleep(1000);
    await clearLeftovers(input.folder);
  }
}

function run(input: Launch, onLine: (line: string) => void): ChildProcess {
  const settings = {
    listen_addresses: "",
    unix_socket_directories: input.socketFolder,
    unix_socket_permissions: input.account ? "0770" : "0700",
    log_timezone: "UTC",
    timezone: "UTC",
    ...(input.durable ? {} : { fsync: "off", synchronous_commit: "off", full_page_writes: "off" }),
    ...input.options.settings,
  };
  const child = spawn(
    input.binary,
    ["-D", input.folder, ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`])],
    {
      cwd: "/",
      env: serverEnvironment,
      stdio: ["ignore", "pipe", "pipe"],
      // Its own session: a Ctrl-C at the terminal must end the processes that use it first.
      detached: true,
      ...input.account,
    },
  );
  child.on("error", (error) => onLine(error.message));
  for (const stream of [child.stdout, child.stderr]) eachLine(stream, onLine);
  return child;
}

/** True once the server answers a query, false when it ended instead. Recovery after a crash may take its time. */
async function accepts(server: ChildProcess, url: string): Promise<boolean> {
  while (server.pid !== undefined && server.exitCode === null && server.signalCode === null) {
    const client = new Client({ connectionString: url, connectionTimeoutMillis: 5000 });
    client.on("error", () => undefined);
    try {
      await client.connect();
      await client.end();
      return true;
    } catch (error) {
      if (error instanceof Error && "code" in error && error.code === "28P01") {
        server.kill("SIGINT");
        throw new Error("The database refuses its own password: keys/database.json does not belong to these files", { cause: error });
      }
      await sleep(25);
    }
  }
  return false;
}

async function end(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const ended = once(server, "exit");
  server.kill("SIGINT");
  const quit = setTimeout(() => server.kill("SIGQUIT"), 20_000);
  await ended;
  clearTimeout(quit);
}
