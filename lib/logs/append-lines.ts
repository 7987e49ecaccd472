import { and, desc, eq, sql } from "drizzle-orm";
import { type Tx, transaction } from "@/db/client";
import { logChunks } from "@/db/schema";
import { encodeLines } from "@/lib/logs/log-chunk";
import type { NewLogLine } from "@/lib/logs/log-line";

/** A young piece is extended until it has this many bytes: fewer rows, and no row that is rewritten at length. */
const youngBytes = 16 * 1024;

/**
 * Adds lines to the log of a subject (attempt, revision or environment version), in this order, and tells its readers. With
 * a transaction it happens with its commit, so that a follower's cursor moves with the lines. Returns the last line's number.
 */
export async function appendLines(subjectId: string, lines: readonly NewLogLine[], on?: Tx): Promise<number> {
  if (!on) return transaction((tx) => appendLines(subjectId, lines, tx));
  await lockLog(on, subjectId);
  const last = await lastChunk(on, subjectId);
  const end = last ? last.firstLine + last.lineCount : 1;
  const [first] = lines;
  const newest = lines.at(-1);
  if (!first || !newest) return end - 1;

  const inline = encodeLines(lines);
  const byteCount = Buffer.byteLength(inline);
  if (last?.isYoung && last.byteCount + byteCount <= youngBytes) {
    await on
      .update(logChunks)
      .set({
        inline: sql`${logChunks.inline} || ${inline}`,
        lineCount: last.lineCount + lines.length,
        byteCount: last.byteCount + byteCount,
        until: newest.at,
      })
      .where(and(eq(logChunks.subjectId, subjectId), eq(logChunks.firstLine, last.firstLine)));
  } else {
    await on
      .insert(logChunks)
      .values({ subjectId, firstLine: end, lineCount: lines.length, byteCount, since: first.at, until: newest.at, inline });
  }
  await on.execute(sql`select pg_notify('cairn_lines', ${subjectId})`);
  return end + lines.length - 1;
}

/** One writer at a time: replicas of a workload share one log. */
export async function lockLog(tx: Tx, subjectId: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`log:${subjectId}`}, 0))`);
}

async function lastChunk(tx: Tx, subjectId: string) {
  const [row] = await tx
    .select({
      firstLine: logChunks.firstLine,
      lineCount: logChunks.lineCount,
      byteCount: logChunks.byteCount,
      isYoung: sql<boolean>`${logChunks.inline} is not null`,
    })
    .from(logChunks)
    .where(eq(logChunks.subjectId, subjectId))
    .orderBy(desc(logChunks.firstLine))
    .limit(1);
  return row;
}
