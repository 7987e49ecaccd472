import { randomBytes } from "node:crypto";
import { constants, createReadStream } from "node:fs";
import { type FileHandle, mkdir, open, opendir, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import { Readable } from "node:stream";
import { AppError } from "@/lib/errors";
import { BatchWriter } from "@/lib/storage/batch-writer";
import { isObjectKey } from "@/lib/storage/object-key";
import {
  type ByteRange,
  type ByteSource,
  type Growth,
  type GrowthState,
  MissingObject,
  type ObjectStore,
  type StoredObject,
} from "@/lib/storage/object-store";

/** Objects as files of one folder: `<folder>/<key>`. What is on its way lies in `<folder>/.unfinished` and moves when whole. */
export class FolderStore implements ObjectStore {
  readonly name = "folder";
  private readonly folder: string;
  private readonly unfinished: string;

  constructor(folder: string) {
    this.folder = folder;
    this.unfinished = path.join(folder, ".unfinished");
  }

  file(key: string): string {
    return this.place(key);
  }

  async put(key: string, source: ByteSource): Promise<{ size: number }> {
    const whole = this.place(key);
    return fullDiskIsRefusal(async () => {
      await makeFolder(this.unfinished);
      const partial = path.join(this.unfinished, `put-${randomBytes(16).toString("hex")}`);
      try {
        const size = await writeNew(partial, source);
        await this.settle(partial, whole);
        return { size };
      } catch (error) {
        await rm(partial, { force: true });
        throw error;
      }
    });
  }

  async get(key: string, range: ByteRange = {}): Promise<Readable> {
    const { start = 0, end } = range;
    const file = await open(this.place(key), constants.O_RDONLY | constants.O_NOFOLLOW).catch((error: unknown) => {
      throw isMissing(error) ? new MissingObject(key) : error;
    });
    if (end !== undefined && end <= start) {
      await file.close();
      return Readable.from([]);
    }
    return createReadStream("", {
      fd: file,
      start,
      ...(end !== undefined && { end: end - 1 }),
      highWaterMark: readBytes,
    });
  }

  async stat(key: string): Promise<StoredObject | null> {
    try {
      const { size, mtime } = await stat(this.place(key));
      return { key, size, modifiedAt: mtime };
    } catch (error) {
      if (isMissing(error)) return null;
      throw error;
    }
  }

  async remove(key: string): Promise<void> {
    await rm(this.place(key), { force: true });
  }

  async *list(prefix: string): AsyncIterable<StoredObject> {
    for await (const key of walk(this.folder, "")) {
      if (!key.startsWith(prefix)) continue;
      const found = await this.stat(key);
      if (found) yield found;
    }
  }

  async append(key: string, state: GrowthState, offset: number, source: AsyncIterable<Uint8Array>): Promise<Growth> {
    return fullDiskIsRefusal(async () => {
      await makeFolder(this.unfinished);
      const file = await open(this.growing(key), constants.O_WRONLY | constants.O_CREAT | constants.O_NOFOLLOW, fileMode);
      try {
        if ((await file.stat()).size < offset) throw new MissingObject(key);
        // Bytes behind the offset were never acknowledged: a crash left them.
        await file.truncate(offset);
        const { size, broken } = await writeAll(file, source, offset).catch(async (error: unknown) => {
          // The database may lie on the same disk: what cannot be kept takes no room.
          await file.truncate(offset);
          throw error;
        });
        await file.datasync();
        return { size, state, ...(broken && { broken }) };
      } finally {
        await file.close();
      }
    });
  }

  async finish(key: string, state: GrowthState): Promise<void> {
    const whole = this.place(key);
    if (await this.stat(key)) return this.abort(key, state);
    await fullDiskIsRefusal(async () => {
      await makeFolder(this.unfinished);
      // An object without bytes never had a piece.
      await (await open(this.growing(key), constants.O_WRONLY | constants.O_CREAT | constants.O_NOFOLLOW, fileMode)).close();
      await this.settle(this.growing(key), whole);
    });
  }

  async abort(key: string, _state: GrowthState): Promise<void> {
    await rm(this.growing(key), { force: true });
  }

  async removeUnfinished(before: Date): Promise<number> {
    let removed = 0;
    for await (const name of walk(this.unfinished, "")) {
      const file = path.join(this.unfinished, name);
      const found = await stat(file).catch(() => null);
      if (!found || found.mtime >= before) continue;
      await rm(file, { force: true });
      removed += 1;
    }
    return removed;
  }

  /** Moves whole bytes to their place, and makes the move itself durable. */
  private async settle(partial: string, whole: string): Promise<void> {
    await makeFolder(path.dirname(whole));
    await rename(partial, whole);
    await syncFolder(path.dirname(whole));
  }

  private place(key: string): string {
    if (!isObjectKey(key)) throw new Error(`Not an object key: ${JSON.stringify(key)}`);
    return path.join(this.folder, key);
  }

  private growing(key: string): string {
    if (!isObjectKey(key)) throw new Error(`Not an object key: ${JSON.stringify(key)}`);
    return path.join(this.unfinished, `grow-${key.replaceAll("/", "-")}`);
  }
}

const readBytes = 512 * 1024;

/** Readable by whoever gets the file mounted, writable by nobody once closed; the folder above keeps strangers out. */
const fileMode = 0o644;
/** The group is shared by Cairn's own processes where each has an account of its own; the set-group bit is inherited. */
const folderMode = 0o770;

async function writeNew(file: string, source: ByteSource): Promise<number> {
  const handle = await open(file, "wx", fileMode);
  try {
    const { size, broken } = await writeAll(handle, source instanceof Uint8Array ? Readable.from([source]) : source, 0);
    if (broken) throw broken;
    await handle.datasync();
    return size;
  } finally {
    await handle.close();
  }
}

/** Writes until the source ends or breaks; an error of the disk is thrown, one of the source is returned. */
async function writeAll(file: FileHandle, source: AsyncIterable<Uint8Array>, offset: number): Promise<{ size: number; broken?: Error }> {
  const writer = new BatchWriter(file, offset);
  try {
    for await (const bytes of source) {
      const full = writer.take(bytes);
      if (full) await full;
    }
  } catch (error) {
    if (writer.failed) throw writer.failed;
    return { size: await writer.end(), broken: error instanceof Error ? error : new Error(String(error)) };
  }
  return { size: await writer.end() };
}

async function makeFolder(folder: string): Promise<void> {
  const made = await mkdir(folder, { recursive: true, mode: folderMode });
  if (made === undefined) return;
  // The new names must outlive a crash as well: each new folder's parent is synced.
  for (let at = folder; at.length >= made.length; at = path.dirname(at)) await syncFolder(path.dirname(at));
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, constants.O_RDONLY);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function* walk(root: string, below: string): AsyncIterable<string> {
  let folder: Awaited<ReturnType<typeof opendir>>;
  try {
    folder = await opendir(path.join(root, below));
  } catch (error) {
    if (isMissing(error)) return;
    throw error;
  }
  for await (const entry of folder) {
    if (entry.name.startsWith(".")) continue;
    const name = below === "" ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) yield* walk(root, name);
    else if (entry.isFile()) yield name;
  }
}

async function fullDiskIsRefusal<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (hasCode(error, "ENOSPC") || hasCode(error, "EDQUOT")) {
      throw new AppError("unavailable", "uploads.diskFull", {}, { retryAfterSeconds: 60, cause: error });
    }
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return hasCode(error, "ENOENT");
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
