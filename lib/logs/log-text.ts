import { and, asc, eq, gt } from "drizzle-orm";
import { db } from "@/db/client";
import { logChunks } from "@/db/schema";
import { chunkLines } from "@/lib/logs/chunk-lines";
import type { LogLineView } from "@/lib/logs/log-line";

/** The whole log as text for a download, piece by piece: time, replica and text of each line. */
export async function* logText(subjectId: string): AsyncGenerator<string> {
  let read = 0;
  for (;;) {
    const [piece] = await db
      .select()
      .from(logChunks)
      .where(and(eq(logChunks.subjectId, subjectId), gt(logChunks.firstLine, read)))
      .orderBy(asc(logChunks.firstLine))
      .limit(1);
    if (!piece) return;
    // A piece may have been merged with those before it since the last one was read.
    yield (await chunkLines(piece))
      .filter((line) => line.number > read)
      .map(toText)
      .join("");
    read = piece.firstLine + piece.lineCount - 1;
  }
}

function toText(line: LogLineView): string {
  const lost = line.lostBytes ? `… ${line.lostBytes} bytes lost here\n` : "";
  return `${lost}${line.at} ${line.role}/${line.rank} ${line.text}\n`;
}
