import { buffer } from "node:stream/consumers";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import type { logChunks } from "@/db/schema";
import { decodeLines } from "@/lib/logs/log-chunk";
import type { LogLineView } from "@/lib/logs/log-line";
import { objectStore } from "@/lib/storage/store";

type Chunk = Pick<typeof logChunks.$inferSelect, "firstLine" | "inline" | "objectKey">;

/** Unpacked pieces by their key: readers of one log ask for the same ones again and again, and a shipped piece never changes. */
const unpacked = new Map<string, string>();
const keptPieces = 16;

/** The lines of a piece, wherever it lies. */
export async function chunkLines(chunk: Chunk): Promise<readonly LogLineView[]> {
  return decodeLines(await chunkText(chunk), chunk.firstLine);
}

/** The stored text of a piece. */
export async function chunkText(chunk: Chunk): Promise<string> {
  if (chunk.inline !== null) return chunk.inline;
  if (chunk.objectKey === null) throw new Error("a piece of a log lies nowhere");
  const known = unpacked.get(chunk.objectKey);
  if (known !== undefined) return known;
  const packed = await buffer(await objectStore().get(chunk.objectKey));
  const text = (await promisify(gunzip)(packed)).toString("utf8");
  unpacked.set(chunk.objectKey, text);
  for (const oldest of unpacked.keys()) {
    if (unpacked.size <= keptPieces) break;
    unpacked.delete(oldest);
  }
  return text;
}
