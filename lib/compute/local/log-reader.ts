import { open, readdir } from "node:fs/promises";
import path from "node:path";
import { folderWake } from "@/lib/compute/local/folder-wake";
import { isMissing } from "@/lib/compute/local/json-file";
import type { LogLine } from "@/lib/compute/workload";

const chunkBytes = 512 * 1024;
const safetyMs = 1000;

type Line = Omit<LogLine, "role" | "rank">;

/**
 * The lines of a ring of segments, each named by the offset of its first byte, from an offset on. Where the ring has overwritten them
 * the next line says how many bytes are missing. Following ends when `ended` says so and all is read.
 */
export async function* readLog(
  folder: string,
  options: { from: number; follow: boolean; ended: () => Promise<boolean>; signal: AbortSignal },
): AsyncIterable<Line> {
  const wake = options.follow ? folderWake([folder, path.dirname(folder)], safetyMs) : undefined;
  const position = { offset: options.from, lostBytes: 0 };
  try {
    while (!options.signal.aborted) {
      const last = !wake || (await options.ended());
      yield* readWritten(folder, position, options.signal);
      if (last) return;
      await wake.next(options.signal);
    }
  } finally {
    wake?.close();
  }
}

/** What is written by now, and how far that was. */
async function* readWritten(folder: string, position: { offset: number; lostBytes: number }, signal: AbortSignal): AsyncIterable<Line> {
  for await (const chunk of readChunks(folder, position.offset, signal)) {
    position.lostBytes += chunk.lostBytes;
    for (const line of parse(chunk.bytes, chunk.offset)) {
      const { lostBytes } = position;
      position.lostBytes = 0;
      yield lostBytes > 0 ? { ...line, lostBytes } : line;
    }
    position.offset = chunk.offset + chunk.bytes.length;
  }
}

interface Chunk {
  readonly offset: number;
  readonly bytes: Buffer;
  readonly lostBytes: number;
}

/** Whole records only: half a record waits until the rest of it is written. */
async function* readChunks(folder: string, from: number, signal: AbortSignal): AsyncIterable<Chunk> {
  let offset = from;
  while (!signal.aborted) {
    const segment = await segmentAt(folder, offset);
    if (!segment) return;
    const lostBytes = Math.max(0, segment.base - offset);
    const start = Math.max(segment.base, offset);
    const bytes = await readRecords(path.join(folder, segment.name), start - segment.base);
    if (bytes.length === 0 && segment.next === undefined) return;
    if (bytes.length > 0) yield { offset: start, bytes, lostBytes };
    offset = bytes.length > 0 ? start + bytes.length : (segment.next ?? start);
  }
}

/** The segment that holds an offset; past the end of one it is the next. */
async function segmentAt(folder: string, offset: number): Promise<{ name: string; base: number; next?: number } | undefined> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (isMissing(error)) return [];
    throw error;
  });
  const bases = names
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .sort((a, b) => a - b);
  const at = Math.max(
    0,
    bases.findLastIndex((base) => base <= offset),
  );
  const base = bases[at];
  if (base === undefined) return undefined;
  const next = bases[at + 1];
  return { name: String(base).padStart(16, "0"), base, ...(next === undefined ? {} : { next }) };
}

async function readRecords(file: string, start: number): Promise<Buffer> {
  const handle = await open(file, "r").catch((error: unknown) => {
    if (isMissing(error)) return undefined;
    throw error;
  });
  if (!handle) return Buffer.alloc(0);
  try {
    const buffer = Buffer.allocUnsafe(chunkBytes);
    const { bytesRead } = await handle.read(buffer, 0, chunkBytes, start);
    return buffer.subarray(0, buffer.subarray(0, bytesRead).lastIndexOf(10) + 1);
  } finally {
    await handle.close();
  }
}

/** Records look like `<unix ms> <o|e> text`. */
function* parse(bytes: Buffer, offset: number): Iterable<Line> {
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.indexOf(10, start);
    const space = bytes.indexOf(32, start);
    yield {
      at: new Date(Number(bytes.toString("latin1", start, space))),
      stream: bytes[space + 1] === 0x65 ? "stderr" : "stdout",
      text: bytes.toString("utf8", space + 3, end),
      offset: offset + end + 1,
    };
    start = end + 1;
  }
}
