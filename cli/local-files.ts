import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import path from "node:path";

export interface LocalFile {
  /** Where it lies here. */
  readonly file: string;
  /** What it is called in the dataset: slashes, from the top of what was named. */
  readonly path: string;
  readonly size: number;
}

export interface Found {
  readonly files: readonly LocalFile[];
  /** Links, sockets and the like, which are not uploaded. */
  readonly skipped: readonly string[];
}

/** The files of a folder, or the one file, in the order of their paths. Throws what the file system says. */
export async function findFiles(named: string): Promise<Found> {
  const top = await stat(named);
  if (top.isFile()) return { files: [{ file: named, path: path.basename(named), size: top.size }], skipped: [] };
  const entries = await readdir(named, { recursive: true, withFileTypes: true });
  const files: LocalFile[] = [];
  const skipped: string[] = [];
  for (const entry of entries) {
    const file = path.join(entry.parentPath, entry.name);
    const inside = path.relative(named, file).split(path.sep).join("/");
    if (entry.isFile()) files.push({ file, path: inside, size: (await stat(file)).size });
    else if (!entry.isDirectory()) skipped.push(inside);
  }
  return { files: files.sort((a, b) => (a.path < b.path ? -1 : 1)), skipped };
}

/** SHA-256 of a file, in hexadecimal. */
export async function sha256Of(file: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const bytes of createReadStream(file, { highWaterMark: 1024 * 1024 })) hash.update(bytes as Buffer);
  return hash.digest("hex");
}

/** Does `work` for all, so many at once; the first error ends it. */
export async function atOnce<T>(limit: number, items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const waiting = [...items];
  const worker = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await work(next);
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker)).catch((error: unknown) => {
    waiting.length = 0;
    throw error;
  });
}
