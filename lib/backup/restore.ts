import { createHash, type Hash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, open } from "node:fs/promises";
import path from "node:path";
import { finished } from "node:stream/promises";
import { Client } from "pg";
import { type CopyStreamQuery, from as copyFrom } from "pg-copy-streams";
import { hashed } from "@/lib/backup/archive";
import { type BackupHeader, type BackupManifest, backupHeader, backupManifest, entryNames } from "@/lib/backup/manifest";
import { readEntries, type TarEntry } from "@/lib/backup/tar";
import { isObjectKey } from "@/lib/storage/object-key";

export interface Restored {
  readonly manifest: BackupManifest;
  /** The locked master keys; null when they are not in the backup. */
  readonly keyBox: Buffer | null;
}

/** What the backup says of itself, before anything is done with it. Throws when it is none. */
export async function readBackupHeader(file: string): Promise<BackupHeader> {
  for await (const entry of readEntries(createReadStream(file))) {
    if (entry.name === entryNames.header) return backupHeader.parse(await readJson(entry));
    break;
  }
  throw new Error(`${path.basename(file)} is not a backup of Cairn`);
}

/**
 * Fills an empty database, migrated as far as the backup's was, and an empty folder for objects. All rows come in one transaction, which
 * commits only after the last byte was found to be what was written: a broken backup restores nothing.
 */
export async function restore(input: { file: string; connectionString: string; objects: string }): Promise<Restored> {
  const client = new Client({ connectionString: input.connectionString, application_name: "cairn-restore" });
  await client.connect();
  try {
    await client.query("begin");
    const restored = await readAll(client, input);
    await client.query("commit");
    return restored;
  } finally {
    await client.end();
  }
}

async function readAll(client: Client, input: { file: string; objects: string }): Promise<Restored> {
  const hash = createHash("sha256");
  const tables = new TableLoader(client);
  let header: BackupHeader | undefined;
  let keyBox: Buffer | null = null;
  for await (const entry of readEntries(createReadStream(input.file))) {
    const sha256 = hash.copy().digest("hex");
    const seen = witnessed(entry, hash);
    if (entry.name === entryNames.header) header = backupHeader.parse(await readJson(seen));
    else if (entry.name === entryNames.keys) keyBox = await collect(seen);
    else if (entry.name.startsWith("tables/")) await tables.load(header, seen);
    else if (entry.name.startsWith("objects/")) await writeObject(input.objects, seen);
    else if (entry.name === entryNames.manifest) {
      const manifest = backupManifest.parse(await readJson(seen));
      if (sha256 !== manifest.sha256) throw new Error("The backup is damaged: what it holds is not what was written");
      await tables.end();
      await setSequences(client, header);
      return { manifest, keyBox };
    } else throw new Error(`The backup holds ${entry.name}, which this version does not know`);
  }
  throw new Error("The backup breaks off");
}

function witnessed(entry: TarEntry, hash: Hash): TarEntry {
  hash.update(`${entry.name}\0${entry.size}\0`);
  return { ...entry, body: hashed(entry.body, hash) };
}

/** The pieces of one table are one COPY: a row may reach over two of them. */
class TableLoader {
  private readonly client: Client;
  private current: { readonly name: string; readonly copy: CopyStreamQuery; readonly done: Promise<void> } | undefined;

  constructor(client: Client) {
    this.client = client;
  }

  async load(header: BackupHeader | undefined, entry: TarEntry): Promise<void> {
    const name = entry.name.split("/")[1];
    const table = header?.tables.find((one) => one.name === name);
    if (!table) throw new Error(`The backup holds ${entry.name} without telling of it first`);
    if (this.current?.name !== table.name) {
      await this.end();
      const columns = table.columns.map((column) => this.client.escapeIdentifier(column)).join(", ");
      const copy = this.client.query(copyFrom(`copy ${this.client.escapeIdentifier(table.name)} (${columns}) from stdin`));
      const done = finished(copy);
      // Awaited wherever it matters; rows may be refused while none of these waits.
      done.catch(() => undefined);
      this.current = { name: table.name, copy, done };
    }
    const { copy, done } = this.current;
    for await (const chunk of entry.body) {
      if (!copy.write(chunk)) await Promise.race([new Promise((resolve) => copy.once("drain", resolve)), done]);
    }
  }

  async end(): Promise<void> {
    const ending = this.current;
    this.current = undefined;
    ending?.copy.end();
    await ending?.done;
  }
}

async function writeObject(folder: string, entry: TarEntry): Promise<void> {
  const key = entry.name.slice("objects/".length);
  if (!isObjectKey(key)) throw new Error(`The backup holds a file under a name that is none of ours: ${entry.name}`);
  const place = path.join(folder, key);
  await mkdir(path.dirname(place), { recursive: true });
  const file = await open(place, "wx");
  try {
    for await (const chunk of entry.body) await file.write(chunk);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function setSequences(client: Client, header: BackupHeader | undefined): Promise<void> {
  for (const { name, value } of header?.sequences ?? []) {
    await client.query("select setval($1::regclass, $2::bigint)", [`public.${client.escapeIdentifier(name)}`, value]);
  }
}

async function readJson(entry: TarEntry): Promise<unknown> {
  return JSON.parse((await collect(entry)).toString("utf8"));
}

async function collect(entry: TarEntry): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of entry.body) parts.push(part);
  return Buffer.concat(parts);
}
