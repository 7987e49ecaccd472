import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Client } from "pg";
import { startEmbedded } from "@/db/embedded/server";
import { migrate } from "@/db/migrate";
import { unlockKeys } from "@/lib/backup/key-box";
import type { BackupHeader } from "@/lib/backup/manifest";
import { type Restored, readBackupHeader, restore } from "@/lib/backup/restore";
import { env } from "@/lib/env";
import { accountOf } from "../supervisor/accounts";
import { claim, forget } from "../supervisor/claim";
import { type Folders, prepareFolders } from "../supervisor/folders";
import { readDatabasePasswords } from "../supervisor/keys";
import { Refusal } from "../supervisor/refusal";

/** Puts a backup in the place of nothing, or with --replace in the place of what is there, which is moved aside. */
export async function restoreFrom(argument: string, flags: ReadonlySet<string>): Promise<void> {
  if (argument === "" || !existsSync(argument))
    throw new Refusal("A restore needs the file of a backup. Type: npm run restore -- /path/cairn.tar");
  const file = path.resolve(argument);
  const header = await readBackupHeader(file);
  const folders = prepareFolders();
  await claim(folders.run);
  try {
    refuseToReplace(folders, flags);
    const draft = path.join(folders.data, "restoring");
    rmSync(draft, { recursive: true, force: true });
    mkdirSync(draft);
    // As root the database runs as somebody else, who has to get through.
    chmodSync(draft, 0o711);
    // Only what a stop in the middle would leave is lost; what is there now is touched once the backup is whole.
    const restored = await intoDraft(file, header, draft, folders);
    const moved = putInPlace(draft, folders, flags);
    const lost = placeKeys(restored.keyBox, header, folders);
    tell(restored, header, lost, moved);
  } finally {
    rmSync(path.join(folders.data, "restoring"), { recursive: true, force: true });
    forget(folders.run, "supervisor");
  }
}

function refuseToReplace(folders: Folders, flags: ReadonlySet<string>): void {
  if (flags.has("--replace")) return;
  const taken = ["database", "objects"].find(
    (name) => existsSync(path.join(folders.data, name)) && readdirSync(path.join(folders.data, name)).length > 0,
  );
  if (taken) {
    throw new Refusal(
      `${path.join(folders.data, taken)} holds something already. To put it aside and restore, add --replace; or name an empty folder with CAIRN_DATA.`,
    );
  }
}

async function intoDraft(file: string, header: BackupHeader, draft: string, folders: Folders): Promise<Restored> {
  const objects = path.join(draft, "objects");
  mkdirSync(objects);
  if (env.DATABASE_URL !== "") {
    await refuseFullDatabase(env.CAIRN_MIGRATE_URL ?? env.DATABASE_URL);
    return fill(file, header, objects, env.CAIRN_MIGRATE_URL ?? env.DATABASE_URL, new Client({ connectionString: env.DATABASE_URL }).user);
  }
  const account = accountOf("database");
  const server = await startEmbedded({
    folder: path.join(draft, "database"),
    socketFolder: path.join(folders.runtime, "database"),
    passwords: readDatabasePasswords(folders.keys),
    ...(account && { account }),
  });
  try {
    return await fill(file, header, objects, server.url("cairn_owner"), "cairn_app");
  } finally {
    await server.stop();
  }
}

async function fill(file: string, header: BackupHeader, objects: string, owner: string, role: string | undefined): Promise<Restored> {
  const migrations = migrationsUpTo(header.migrations);
  try {
    await migrate({ ownerUrl: owner, runtimeRole: role ?? "cairn_app", folder: migrations });
    return await restore({ file, connectionString: owner, objects });
  } finally {
    rmSync(migrations, { recursive: true, force: true });
  }
}

/** The schema as it was when the backup was made; the next start brings it up to date with the rows in it. */
function migrationsUpTo(count: number): string {
  const folder = mkdtempSync(path.join(tmpdir(), "cairn-migrations-"));
  cpSync(path.resolve("db/migrations"), folder, { recursive: true });
  const file = path.join(folder, "meta/_journal.json");
  const journal: { entries: unknown[] } = JSON.parse(readFileSync(file, "utf8"));
  if (journal.entries.length < count) {
    throw new Refusal("The backup was made by a newer version of Cairn than this one. Update Cairn, then restore again.");
  }
  writeFileSync(file, JSON.stringify({ ...journal, entries: journal.entries.slice(0, count) }));
  return folder;
}

async function refuseFullDatabase(connectionString: string): Promise<void> {
  const client = new Client({ connectionString });
  await client.connect();
  try {
    const { rowCount } = await client.query("select from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' limit 1");
    if (rowCount) throw new Refusal("The database that DATABASE_URL names holds tables already. Create an empty one and name that.");
  } finally {
    await client.end();
  }
}

/** Returns where what was there before lies now, or null. */
function putInPlace(draft: string, folders: Folders, flags: ReadonlySet<string>): string | null {
  const aside = path.join(folders.data, `replaced-${new Date().toISOString().replace(/[:.]/g, "-")}`);
  for (const name of ["database", "objects"]) {
    const place = path.join(folders.data, name);
    const isThere = existsSync(place) && (name !== "database" || env.DATABASE_URL === "");
    if (isThere && flags.has("--replace")) {
      mkdirSync(aside, { recursive: true, mode: 0o700 });
      renameSync(place, path.join(aside, name));
    } else if (isThere) rmSync(place, { recursive: true });
    if (existsSync(path.join(draft, name))) renameSync(path.join(draft, name), place);
  }
  giveToProcesses(path.join(folders.data, "objects"));
  return existsSync(aside) ? aside : null;
}

/** As root, objects belong to the processes' group, which adds to them and takes from them. */
function giveToProcesses(folder: string): void {
  const account = accountOf("worker");
  if (!account) return;
  for (const name of ["", ...readdirSync(folder, { recursive: true, encoding: "utf8" })]) {
    const place = path.join(folder, name);
    chownSync(place, account.uid, account.gid);
    chmodSync(place, statSync(place).isDirectory() ? 0o2770 : 0o660);
  }
}

/** Puts the master keys back when they can be had. Returns the secrets nobody can open any more. */
function placeKeys(box: Buffer | null, header: BackupHeader, folders: Folders): readonly string[] {
  const file = path.join(folders.keys, "master.json");
  if (holdsAll(env.CAIRN_SECRET_KEY, header.keys) || (existsSync(file) && holdsAll(readFileSync(file, "utf8"), header.keys))) return [];
  const keys = box && env.CAIRN_BACKUP_PASSPHRASE ? unlockKeys(box, env.CAIRN_BACKUP_PASSPHRASE) : null;
  if (keys === null) return header.secrets;
  if (existsSync(file)) renameSync(file, `${file}.replaced`);
  writeFileSync(file, keys, { mode: 0o600 });
  return [];
}

function holdsAll(ring: string | undefined, ids: readonly string[]): boolean {
  return ring !== undefined && ids.every((id) => id in JSON.parse(ring));
}

function tell({ manifest, keyBox }: Restored, header: BackupHeader, lost: readonly string[], moved: string | null): void {
  const lines = [`✓ Restored ${manifest.rows} rows and ${manifest.objects} files as of ${header.createdAt}. Type npm start.`];
  if (moved) lines.push(`  What was there before lies in ${moved}: delete it when all is well.`);
  if (manifest.objects > 0 && env.CAIRN_STORAGE_URL !== undefined) {
    lines.push("! Its files lie in the folder objects/: copy them into the bucket that CAIRN_STORAGE_URL names, under the same names.");
  }
  if (lost.length > 0) {
    const why = keyBox ? "the passphrase (CAIRN_BACKUP_PASSPHRASE) is missing or wrong" : "the backup was made without a passphrase";
    lines.push(`! The master key is not here, because ${why}. These secrets cannot be read any more and have to be entered again:`);
    lines.push(...lost.map((name) => `  ${name}`));
  }
  process.stdout.write(`${lines.join("\n")}\n`);
}
