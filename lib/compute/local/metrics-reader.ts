import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import path from "node:path";
import { folderWake } from "@/lib/compute/local/folder-wake";
import { isMissing } from "@/lib/compute/local/json-file";

const chunkBytes = 256 * 1024;
const longestLine = 64 * 1024;

/**
 * Whole lines of a metrics file from an offset on. The file stands in a folder of ours, so the program can write to it but not replace
 * it. A program that writes it anew is read anew. A line beyond 64 KiB is dropped.
 */
export async function* readMetrics(
  file: string,
  options: { from: number; ended: () => Promise<boolean>; signal: AbortSignal },
): AsyncIterable<{ text: string; offset: number }> {
  let handle: FileHandle | undefined;
  const wake = folderWake([path.dirname(file)], 250);
  const position = { offset: options.from };
  try {
    while (!options.signal.aborted) {
      const last = await options.ended();
      handle ??= await openMetrics(file);
      if (handle && (await handle.stat()).size < position.offset) position.offset = 0;
      if (handle) yield* readWritten(handle, position, options.signal);
      if (last) return;
      await wake.next(options.signal);
    }
  } finally {
    wake.close();
    await handle?.close();
  }
}

/** Undefined as long as the program's folder is not made ready. */
async function openMetrics(file: string): Promise<FileHandle | undefined> {
  return open(file, constants.O_RDONLY | constants.O_NOFOLLOW).catch((error: unknown) => {
    if (isMissing(error)) return undefined;
    throw error;
  });
}

async function* readWritten(
  handle: FileHandle,
  position: { offset: number },
  signal: AbortSignal,
): AsyncIterable<{ text: string; offset: number }> {
  while (!signal.aborted) {
    const bytes = await readLines(handle, position.offset);
    if (bytes.length === 0) return;
    for (let start = 0; start < bytes.length; ) {
      const end = bytes.indexOf(10, start);
      const text = bytes.toString("utf8", start, end);
      start = end + 1;
      if (text.length <= longestLine) yield { text, offset: position.offset + start };
    }
    position.offset += bytes.length;
  }
}

/** A chunk without any newline is passed over up to its end, or a program could stop the reading with one endless line. */
async function readLines(handle: FileHandle, offset: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(chunkBytes);
  const { bytesRead } = await handle.read(buffer, 0, chunkBytes, offset);
  const end = buffer.subarray(0, bytesRead).lastIndexOf(10) + 1;
  if (end === 0 && bytesRead === chunkBytes) buffer[bytesRead - 1] = 10;
  return buffer.subarray(0, end === 0 && bytesRead === chunkBytes ? bytesRead : end);
}
