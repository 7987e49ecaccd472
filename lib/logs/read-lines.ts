import { and, asc, desc, eq, gt, gte, lt, lte, max, type SQL, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { logChunks } from "@/db/schema";
import { chunkLines } from "@/lib/logs/chunk-lines";
import type { LogLineView, LogPageView, LogQuery } from "@/lib/logs/log-line";

/** How many pieces are looked at in one round trip. */
const piecesAtOnce = 16;

/**
 * Some lines of a log, in order: those behind `after`, else the last ones in front of `before`, of the whole log when that is
 * left out too. Filters and search look through the whole log, not just through what a reader has loaded.
 */
export async function readLines(subjectId: string, query: LogQuery): Promise<LogPageView> {
  const limit = query.limit ?? 500;
  const wanted = matcher(query);
  const lines =
    query.after === undefined
      ? await backwards(subjectId, query.before, limit, wanted)
      : await linesAfter(subjectId, query.after, limit, wanted);
  return { lines, lineCount: await countLines(subjectId) };
}

/** Lines of a log so far. */
export async function countLines(subjectId: string): Promise<number> {
  const [row] = await db
    .select({ end: sql<number | null>`max(${logChunks.firstLine} + ${logChunks.lineCount})` })
    .from(logChunks)
    .where(eq(logChunks.subjectId, subjectId));
  return row?.end ? Number(row.end) - 1 : 0;
}

type Matches = (line: LogLineView) => boolean;

/** Up to `limit` lines behind the number `after`. */
export async function linesAfter(subjectId: string, after: number, limit: number, wanted: Matches = () => true): Promise<LogLineView[]> {
  const found: LogLineView[] = [];
  let from = after;
  while (found.length < limit) {
    const pieces = await piecesFrom(subjectId, from);
    for (const piece of pieces) {
      for (const line of await chunkLines(piece)) {
        if (line.number > from && found.length < limit && wanted(line)) found.push(line);
      }
    }
    const last = pieces.at(-1);
    if (!last || pieces.length < piecesAtOnce) break;
    from = last.firstLine + last.lineCount - 1;
  }
  return found;
}

async function backwards(subjectId: string, before: number | undefined, limit: number, wanted: Matches): Promise<LogLineView[]> {
  const found: LogLineView[] = [];
  let end = before ?? Number.MAX_SAFE_INTEGER;
  while (found.length < limit) {
    const pieces = await pieceBefore(subjectId, end);
    for (const piece of pieces) {
      for (const line of (await chunkLines(piece)).toReversed()) {
        if (line.number < end && found.length < limit && wanted(line)) found.push(line);
      }
      end = piece.firstLine;
    }
    if (pieces.length < piecesAtOnce) break;
  }
  return found.reverse();
}

/** The piece that holds line `after + 1` and those behind it. */
async function piecesFrom(subjectId: string, after: number) {
  const [start] = await db
    .select({ firstLine: max(logChunks.firstLine) })
    .from(logChunks)
    .where(and(eq(logChunks.subjectId, subjectId), lte(logChunks.firstLine, after + 1)));
  return readPieces(subjectId, gte(logChunks.firstLine, start?.firstLine ?? 0), asc(logChunks.firstLine));
}

async function pieceBefore(subjectId: string, end: number) {
  return readPieces(
    subjectId,
    end === Number.MAX_SAFE_INTEGER ? gt(logChunks.firstLine, 0) : lt(logChunks.firstLine, end),
    desc(logChunks.firstLine),
  );
}

async function readPieces(subjectId: string, where: SQL, order: SQL) {
  return db
    .select()
    .from(logChunks)
    .where(and(eq(logChunks.subjectId, subjectId), where))
    .orderBy(order)
    .limit(piecesAtOnce);
}

function matcher(query: LogQuery): Matches {
  const search = query.search?.toLowerCase();
  return (line) =>
    (query.rank === undefined || line.rank === query.rank) &&
    (query.stream === undefined || line.stream === query.stream) &&
    (!search || line.text.replace(colours, "").toLowerCase().includes(search));
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: colours are escapes, and nobody types them into a search
const colours = /\x1b\[[0-9;:]*m/g;
