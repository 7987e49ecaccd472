import { createHash, randomBytes } from "node:crypto";
import { createWriteStream } from "node:fs";
import { chmod, constants, copyFile, mkdir, open, readdir, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { inputsFolder } from "@/lib/compute/local/folders";
import { makePassable } from "@/lib/compute/local/make-passable";
import { bootId } from "@/lib/compute/local/replica-files";
import type { LocalSettings, ObjectSource } from "@/lib/compute/local/settings";
import type { MountedFile } from "@/lib/compute/workload";

const atOnce = 8;
const readBytes = 1 << 20;

/**
 * Lays the files out in a folder shared by all programs of the project that read the same manifest, and returns it. A copy, so that no
 * program ever holds a way to the stored object; where the disk can share blocks it costs none. `onBytes` hears of every file copied.
 */
export async function layOutInputs(
  settings: LocalSettings,
  projectId: string,
  entries: readonly MountedFile[],
  onBytes: (bytes: number) => void,
): Promise<string> {
  const root = inputsFolder(settings, projectId);
  const folder = path.join(root, manifestHash(entries));
  const total = entries.reduce((sum, entry) => sum + entry.size, 0);
  const other = layingOut.get(folder);
  if (other) await other.catch(() => undefined);
  if (await isReady(folder)) {
    onBytes(total);
    return folder;
  }
  const work = layOut(settings, root, folder, entries, onBytes).finally(() => layingOut.delete(folder));
  layingOut.set(folder, work);
  return work;
}

/** Two jobs that start at once on one version copy it once. */
const layingOut = new Map<string, Promise<string>>();

async function layOut(
  settings: LocalSettings,
  root: string,
  folder: string,
  entries: readonly MountedFile[],
  onBytes: (bytes: number) => void,
): Promise<string> {
  await makePassable(path.dirname(root), root);
  const draft = `${folder}.${randomBytes(6).toString("hex")}`;
  try {
    await copyAll(settings, entries, draft, onBytes);
    await putInPlace(draft, folder);
  } finally {
    await removeLaidOut(draft);
  }
  return folder;
}

/** Read-only folders have to be opened up before they can go. */
export async function removeLaidOut(folder: string): Promise<void> {
  await rm(`${folder}.ready`, { force: true });
  await rm(folder, { recursive: true, force: true }).catch(async () => {
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
      if (entry.isDirectory()) await chmod(path.join(entry.parentPath, entry.name), 0o700);
    }
    await chmod(folder, 0o700);
    await rm(folder, { recursive: true, force: true });
  });
}

function manifestHash(entries: readonly MountedFile[]): string {
  const lines = entries.map((entry) => JSON.stringify([entry.path, entry.sha256, entry.size])).sort();
  return createHash("sha256").update(lines.join("\n")).digest("hex").slice(0, 40);
}

/** After a crash of the machine a folder may be there without its bytes, so one that was made before the last boot is made anew. */
async function isReady(folder: string): Promise<boolean> {
  const marker = `${folder}.ready`;
  try {
    if ((await readFile(marker, "utf8")) !== (await bootId())) return false;
    const now = new Date();
    await utimes(marker, now, now);
    return true;
  } catch {
    return false;
  }
}

async function putInPlace(draft: string, folder: string): Promise<void> {
  await removeLaidOut(folder);
  await rename(draft, folder).catch(async (error: unknown) => {
    if (!(await isReady(folder))) throw error;
  });
  await writeFile(`${folder}.ready`, await bootId());
}

async function copyAll(
  settings: LocalSettings,
  entries: readonly MountedFile[],
  draft: string,
  onBytes: (bytes: number) => void,
): Promise<void> {
  const folders = new Set([draft]);
  for (const entry of entries) {
    if (!isInside(entry.path)) throw new Error(`not a path of a manifest: ${JSON.stringify(entry.path)}`);
    for (let parent = path.dirname(path.join(draft, entry.path)); parent.length > draft.length; parent = path.dirname(parent))
      folders.add(parent);
  }
  const inOrder = [...folders].sort();
  for (const folder of inOrder) await mkdir(folder, { mode: 0o755 });
  const waiting = [...entries];
  const copyRest = async () => {
    for (let entry = waiting.pop(); entry; entry = waiting.pop()) {
      await copyOne(settings.objects, path.join(draft, entry.path), entry);
      onBytes(entry.size);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, copyRest));
  for (const folder of inOrder.reverse()) await chmod(folder, 0o555);
}

async function copyOne(objects: ObjectSource, target: string, entry: MountedFile): Promise<void> {
  const { objectKey, objectOffset, size } = entry;
  const source = objects.file(objectKey);
  if (source === null) await fetchOne(objects, target, entry);
  else if (objectOffset === 0 && (await stat(source)).size === size) await copyFile(source, target, constants.COPYFILE_FICLONE);
  else await copyRange(source, target, objectOffset, size);
  await chmod(target, 0o444);
}

/** What came over a network is what it should be, or is refused. */
async function fetchOne(
  objects: ObjectSource,
  target: string,
  { objectKey, objectOffset, size, sha256, path: name }: MountedFile,
): Promise<void> {
  const hash = createHash("sha256");
  const bytes = await objects.read(objectKey, { start: objectOffset, end: objectOffset + size });
  await pipeline(
    bytes,
    async function* (chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        hash.update(chunk);
        yield chunk;
      }
    },
    createWriteStream(target, { flags: "wx" }),
  );
  if (hash.digest("hex") !== sha256) throw new Error(`${name} did not arrive as it was stored: ${objectKey}`);
}

async function copyRange(source: string, target: string, offset: number, size: number): Promise<void> {
  const from = await open(source, "r");
  try {
    const to = await open(target, "wx");
    try {
      const buffer = Buffer.allocUnsafe(Math.min(readBytes, Math.max(1, size)));
      for (let done = 0; done < size; ) {
        const { bytesRead } = await from.read(buffer, 0, Math.min(buffer.length, size - done), offset + done);
        if (bytesRead === 0) throw new Error(`${source} ends before its ${size} bytes at ${offset}`);
        await to.write(buffer, 0, bytesRead);
        done += bytesRead;
      }
    } finally {
      await to.close();
    }
  } finally {
    await from.close();
  }
}

function isInside(text: string): boolean {
  return text !== "" && !text.includes("\0") && text.split("/").every((part) => part !== "" && part !== "." && part !== "..");
}
