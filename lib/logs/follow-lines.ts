import type { LogLineView } from "@/lib/logs/log-line";
import { linesAfter } from "@/lib/logs/read-lines";
import { waitForNotice } from "@/lib/stream/wait-for-notice";

const linesAtOnce = 1000;

/** Lines that came together; `firstLine` lines of the log stand in front of them. */
export interface LogPiece {
  readonly firstLine: number;
  readonly lines: readonly LogLineView[];
}

/**
 * Lines of a log behind the number `after` as they come, some at once. Endless until the signal aborts, or, where `isEnded`
 * is given, until it says that no more will come and all are read.
 */
export async function* followLines(
  subjectId: string,
  options: { readonly after?: number; readonly signal: AbortSignal; readonly isEnded?: () => Promise<boolean> },
): AsyncGenerator<LogPiece> {
  let after = options.after ?? 0;
  for await (const _ of waitForNotice("cairn_lines", (payload) => payload === subjectId, options.signal)) {
    // Asked before reading: what is written in between is then still read.
    const ended = (await options.isEnded?.()) ?? false;
    for (;;) {
      const lines = await linesAfter(subjectId, after, linesAtOnce);
      const last = lines.at(-1);
      if (!last) break;
      const firstLine = after;
      after = last.number;
      yield { firstLine, lines };
      if (lines.length < linesAtOnce) break;
    }
    if (ended) return;
  }
}
