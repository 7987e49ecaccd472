import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { and, asc, eq, gte, inArray, isNotNull, sql } from "drizzle-orm";
import { db, transaction } from "@/db/client";
import { logChunks } from "@/db/schema";
import { lockLog } from "@/lib/logs/append-lines";
import { objectKey } from "@/lib/storage/object-key";
import { objectStore } from "@/lib/storage/store";

const pieceBytes = 1024 * 1024;

/** Less than this stays a row for good: an object would cost more than the text. */
const smallestBytes = 2 * 1024;

/**
 * Moves young pieces of a log into the object store, a megabyte an object. While a log grows only whole megabytes go; with
 * `isEnded` all of it does, unless it is hardly anything. Cut short anywhere it leaves every line readable, at worst an object that nothing names.
 */
export async function shipLog(subjectId: string, { isEnded }: { readonly isEnded: boolean }): Promise<void> {
  for (;;) {
    if (!isEnded && (await youngBytes(subjectId)) < pieceBytes) return;
    const pieces = await youngPieces(subjectId);
    const bytes = pieces.reduce((sum, piece) => sum + piece.byteCount, 0);
    const [first] = pieces;
    const last = pieces.at(-1);
    if (!first || !last || bytes < (isEnded ? smallestBytes : pieceBytes)) return;

    const key = objectKey("logs");
    const text = pieces.map((piece) => piece.inline ?? "").join("");
    await objectStore().put(key, await promisify(gzip)(text));
    const isSwapped = await transaction(async (tx) => {
      await lockLog(tx, subjectId);
      const removed = await tx
        .delete(logChunks)
        .where(
          and(
            eq(logChunks.subjectId, subjectId),
            isNotNull(logChunks.inline),
            inArray(
              logChunks.firstLine,
              pieces.map((piece) => piece.firstLine),
            ),
            // A piece that grew since it was read is not what was stored.
            sql`(${logChunks.firstLine}, ${logChunks.lineCount}) in ${pieces.map((piece) => sql`(${piece.firstLine}, ${piece.lineCount})`)}`,
          ),
        )
        .returning({ firstLine: logChunks.firstLine });
      if (removed.length !== pieces.length) throw new Grown();
      await tx.insert(logChunks).values({
        subjectId,
        firstLine: first.firstLine,
        lineCount: pieces.reduce((sum, piece) => sum + piece.lineCount, 0),
        byteCount: bytes,
        since: first.since,
        until: last.until,
        objectKey: key,
      });
      return true;
    }).catch((error: unknown) => {
      if (error instanceof Grown) return false;
      throw error;
    });
    if (!isSwapped) await objectStore().remove(key);
  }
}

/** The log grew while it was being stored: the piece is stored anew. */
class Grown extends Error {}

/** How much is young, without reading it. */
async function youngBytes(subjectId: string): Promise<number> {
  const [row] = await db
    .select({ bytes: sql<number>`coalesce(sum(${logChunks.byteCount}), 0)`.mapWith(Number) })
    .from(logChunks)
    .where(and(eq(logChunks.subjectId, subjectId), isNotNull(logChunks.inline)));
  return row?.bytes ?? 0;
}

/** The oldest young pieces, up to a megabyte. */
async function youngPieces(subjectId: string) {
  const rows = await db
    .select()
    .from(logChunks)
    .where(and(eq(logChunks.subjectId, subjectId), isNotNull(logChunks.inline), gte(logChunks.firstLine, 0)))
    .orderBy(asc(logChunks.firstLine))
    .limit(200);
  const taken: typeof rows = [];
  let bytes = 0;
  for (const row of rows) {
    if (bytes >= pieceBytes) break;
    taken.push(row);
    bytes += row.byteCount;
  }
  return taken;
}
