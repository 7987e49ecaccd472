import { createReadStream } from "node:fs";
import { open, opendir, stat } from "node:fs/promises";
import path from "node:path";
import { Client } from "pg";
import { to as copyTo } from "pg-copy-streams";
import { type Archive, writeArchive } from "@/lib/backup/archive";
import { lockKeys } from "@/lib/backup/key-box";
import { type BackupHeader, type BackupManifest, entryNames } from "@/lib/backup/manifest";
import { orderedTables, type Table } from "@/lib/backup/tables";

export interface BackupInput {
  /** Of the role that owns the schema. */
  readonly connectionString: string;
  /** The folder of the object store; null where objects lie in a store of their own. */
  readonly objects: string | null;
  /** The master key ring as JSON; locked into the backup when there is a passphrase, else left out. */
  readonly masterKeys: string;
  readonly passphrase: string | undefined;
  readonly file: string;
}

const pieceBytes = 4 * 1024 * 1024;

/** Writes the rows of one moment, and then the files they name, into one tar file while Cairn runs. */
export async function backUp(input: BackupInput): Promise<BackupManifest & { bytes: number }> {
  const manifest = await writeArchive(input.file, async (archive) => {
    const rows = await addRows(archive, input);
    const objects = input.objects === null ? { objects: 0, objectBytes: 0 } : await addObjects(archive, input.objects);
    if (input.passphrase) {
      const box = lockKeys(input.masterKeys, input.passphrase);
      await archive.add(entryNames.keys, box.length, [box]);
    }
    const counted: BackupManifest = { sha256: archive.sha256(), rows, ...objects };
    await archive.addJson(entryNames.manifest, counted);
    return counted;
  });
  return { ...manifest, bytes: (await stat(input.file)).size };
}

async function addRows(archive: Archive, input: BackupInput): Promise<number> {
  const client = new Client({ connectionString: input.connectionString, application_name: "cairn-backup" });
  await client.connect();
  try {
    await client.query("begin transaction isolation level repeatable read read only");
    const header = await readHeader(client, input);
    await archive.addJson(entryNames.header, header);
    let rows = 0;
    for (const table of header.tables) rows += await addTable(archive, client, table);
    return rows;
  } finally {
    await client.end();
  }
}

async function readHeader(client: Client, input: BackupInput): Promise<BackupHeader> {
  const migrations = await client.query<{ n: number }>("select count(*)::int as n from drizzle.__drizzle_migrations");
  const sequences = await client.query<{ name: string; value: string }>(
    "select sequencename::text as name, last_value::text as value from pg_sequences where schemaname = 'public' and last_value is not null",
  );
  const secrets = await client.query<{ name: string }>(
    "select coalesce(p.slug || '/', '') || s.name as name from secrets s left join projects p on p.id = s.project_id where s.deleted_at is null order by 1",
  );
  return {
    format: 1,
    createdAt: new Date().toISOString(),
    migrations: migrations.rows[0]?.n ?? 0,
    tables: (await orderedTables(client)).map(({ name, columns }) => ({ name, columns: [...columns] })),
    sequences: sequences.rows,
    keys: Object.keys(JSON.parse(input.masterKeys)),
    secrets: secrets.rows.map((row) => row.name),
  };
}

/** The length of a COPY is known only at its end, so a table is written in pieces. */
async function addTable(archive: Archive, client: Client, table: Table): Promise<number> {
  const columns = table.columns.map((name) => client.escapeIdentifier(name)).join(", ");
  const copy = client.query(copyTo(`copy ${client.escapeIdentifier(table.name)} (${columns}) to stdout`));
  let piece: Buffer[] = [];
  let size = 0;
  let number = 0;
  const addPiece = async () => {
    if (size === 0) return;
    number += 1;
    await archive.add(`tables/${table.name}/${String(number).padStart(6, "0")}`, size, piece);
    piece = [];
    size = 0;
  };
  for await (const chunk of copy) {
    piece.push(chunk);
    size += chunk.length;
    if (size >= pieceBytes) await addPiece();
  }
  await addPiece();
  return copy.rowCount ?? 0;
}

async function addObjects(archive: Archive, folder: string): Promise<{ objects: number; objectBytes: number }> {
  let objects = 0;
  let objectBytes = 0;
  for await (const key of walk(folder, "")) {
    // One that was purged since its name was read belongs to no row of this backup.
    const file = await open(path.join(folder, key)).catch(() => null);
    if (!file) continue;
    const { size } = await file.stat();
    await archive.add(`objects/${key}`, size, createReadStream("", { fd: file }));
    objects += 1;
    objectBytes += size;
  }
  return { objects, objectBytes };
}

/** What is unfinished starts with a dot and stays out. */
async function* walk(folder: string, prefix: string): AsyncGenerator<string> {
  const entries = await opendir(path.join(folder, prefix)).catch(() => null);
  if (!entries) return;
  for await (const entry of entries) {
    const key = prefix === "" ? entry.name : `${prefix}/${entry.name}`;
    if (entry.name.startsWith(".")) continue;
    if (entry.isDirectory()) yield* walk(folder, key);
    else if (entry.isFile()) yield key;
  }
}
