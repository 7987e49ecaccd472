import { link, readFile, rename, rm, writeFile } from "node:fs/promises";
import { AppError } from "@/lib/errors";
import { randomToken } from "@/lib/id";

/** The content of a small file of ours, or undefined when there is none. A file is whole, because it is put in place by rename. */
export async function readJson<T>(file: string): Promise<T | undefined> {
  try {
    return JSON.parse(await readFile(file, "utf8")) as T;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** Whole or not at all, and flushed to the disk before it is seen. */
export async function writeJson(file: string, content: unknown): Promise<void> {
  const draft = `${file}.${process.pid}`;
  await writeFile(draft, JSON.stringify(content), { mode: 0o600, flush: true });
  await rename(draft, file);
}

/** Flushed, and only the first one counts. */
export async function writeOnce(file: string, content: unknown): Promise<void> {
  const draft = `${file}.${randomToken(6)}`;
  await writeFile(draft, JSON.stringify(content), { mode: 0o600, flush: true }).catch((error: NodeJS.ErrnoException) => {
    throw error.code === "ENOSPC" ? new AppError("unavailable", "compute.diskFull", {}, { cause: error }) : error;
  });
  try {
    await link(draft, file);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

export function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR");
}
