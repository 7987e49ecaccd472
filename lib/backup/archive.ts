import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { finished } from "node:stream/promises";
import { writeEnd, writeEntry } from "@/lib/backup/tar";

export interface Archive {
  add(name: string, size: number, body: AsyncIterable<Buffer> | Iterable<Buffer>): Promise<void>;
  addJson(name: string, value: unknown): Promise<void>;
  /** The hash of the names and bytes of all entries so far. */
  sha256(): string;
}

/** Writes an archive. The file appears under its name only when it is whole and on disk. */
export async function writeArchive<T>(file: string, fill: (archive: Archive) => Promise<T>): Promise<T> {
  const partial = `${file}.part`;
  const target = createWriteStream(partial, { mode: 0o600, flush: true });
  const written = finished(target);
  const hash = createHash("sha256");
  const add: Archive["add"] = (name, size, body) => {
    hash.update(`${name}\0${size}\0`);
    return writeEntry(target, name, size, hashed(body, hash));
  };
  const archive: Archive = {
    add,
    addJson: (name, value) => {
      const text = Buffer.from(JSON.stringify(value));
      return add(name, text.length, [text]);
    },
    sha256: () => hash.copy().digest("hex"),
  };
  try {
    const result = await Promise.race([fill(archive), written.then(() => Promise.reject(new Error(`${partial} was closed`)))]);
    await writeEnd(target);
    target.end();
    await written;
    await rename(partial, file);
    return result;
  } catch (error) {
    target.destroy();
    await written.catch(() => undefined);
    await rm(partial, { force: true });
    throw error;
  }
}

/** Passes bytes on and lets the hash see them. */
export async function* hashed(body: AsyncIterable<Buffer> | Iterable<Buffer>, hash: ReturnType<typeof createHash>): AsyncGenerator<Buffer> {
  for await (const chunk of body) {
    hash.update(chunk);
    yield chunk;
  }
}
