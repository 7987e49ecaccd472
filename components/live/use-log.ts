"use client";

import { useCallback } from "react";
import { findInLog } from "@/components/live/log-source";
import { useConnection } from "@/components/live/use-connection";
import { useFromStart } from "@/components/live/use-from-start";
import type { LogLineView } from "@/components/ui/log-line";
import type { FindLines } from "@/components/ui/use-find";
import type { LogLineView as ToldLine } from "@/lib/logs/log-line";

interface LogState {
  readonly lines: LogLineView[];
  /** Lines before which some were lost. */
  readonly lostBefore: number[];
  /** How many lines have been read; the cursor. */
  read: number;
}

/** As the stream tells it: `firstLine` lines stand in front. */
interface LinesData {
  readonly firstLine: number;
  readonly lines: readonly ToldLine[];
}

/** A browser keeps this many lines; the download has them all. */
const mostLines = 100_000;

/** The log of an attempt, a revision or a build from its start, and its new lines as they are written. `address` is where REST reads it. */
export function useLog(
  subjectId: string | null,
  address: string,
): {
  readonly lines: readonly LogLineView[];
  readonly lostBefore: readonly number[];
  /** How many lines there are, of which some may still be on their way. */
  readonly total: number;
  readonly isReconnecting: boolean;
  /** Lines are on their way, or nobody knows yet. */
  readonly isLoading: boolean;
  readonly find: FindLines;
} {
  const { shown, stood, isLoading } = useFromStart(subjectId, reading);
  const connection = useConnection();
  const find = useCallback<FindLines>((text, signal) => findInLog(address, text, signal), [address]);
  return {
    lines: shown.lines,
    lostBefore: shown.lostBefore,
    total: Math.max(stood, shown.read),
    isReconnecting: connection.kind === "reconnecting",
    isLoading,
    find,
  };
}

const reading = {
  kind: "log",
  event: "lines" as const,
  everyMs: 80,
  make: (): LogState => ({ lines: [], lostBefore: [], read: 0 }),
  copy: (log: LogState): LogState => ({ ...log, lines: [...log.lines], lostBefore: [...log.lostBefore] }),
  add: (log: LogState, data: object) => addLines(log, data as LinesData),
};

/** Adds what is new of a piece; another tab may have asked for lines that this one has already. */
export function addLines(log: LogState, { firstLine, lines }: LinesData): boolean {
  const fresh = lines.filter(({ number }) => number > log.read);
  if (fresh.length === 0) return false;
  if (firstLine > log.read) log.lostBefore.push(firstLine + 1);
  for (const { number, at, rank, stream: from, text, lostBytes } of fresh) {
    if (lostBytes) log.lostBefore.push(number);
    log.lines.push({ line: number, at, rank, stream: from, text });
    log.read = number;
  }
  if (log.lines.length > mostLines) log.lines.splice(0, log.lines.length - mostLines);
  return true;
}
