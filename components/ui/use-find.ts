"use client";

import { useDeferredValue, useEffect, useMemo, useState } from "react";
import { plainText } from "@/components/ui/ansi";
import type { LogLineView } from "@/components/ui/log-line";

export interface FoundLines {
  /** Every line that holds the text, from the start. */
  readonly lines: readonly LogLineView[];
  /** How many lines were looked through. */
  readonly lineCount: number;
  /** There are more matches than these. */
  readonly isCut: boolean;
}

/** Looks through a whole log, also where it is not loaded. */
export type FindLines = (text: string, signal: AbortSignal) => Promise<FoundLines>;

interface Find {
  /** Numbers of the lines that match, ascending. */
  readonly hits: readonly number[];
  /** Those in front of the first loaded line. */
  readonly before: readonly LogLineView[];
  readonly isCut: boolean;
}

const nothing: Find = { hits: [], before: [], isCut: false };
const typingMs = 250;

/** Where a text stands in a log: at once among the loaded lines, then in all of it. */
export function useFind(lines: readonly LogLineView[], text: string, find: FindLines | undefined): Find {
  const sought = useDeferredValue(text.trim());
  const [found, setFound] = useState<{ readonly sought: string; readonly answer: FoundLines }>();

  useEffect(() => {
    if (!find || sought === "") return;
    const leaving = new AbortController();
    const timer = setTimeout(() => {
      // What is loaded was looked through already, so a lost answer only leaves out the rest.
      find(sought, leaving.signal).then(
        (answer) => setFound({ sought, answer }),
        () => undefined,
      );
    }, typingMs);
    return () => {
      clearTimeout(timer);
      leaving.abort();
    };
  }, [find, sought]);

  return useMemo(() => {
    if (sought === "") return nothing;
    const words = sought.toLowerCase();
    const loaded = lines.filter((line) => plainText(line.text).toLowerCase().includes(words));
    return together(
      loaded,
      { first: lines[0]?.line ?? 1, last: lines.at(-1)?.line ?? 0 },
      found?.sought === sought ? found.answer : undefined,
    );
  }, [lines, sought, found]);
}

/** What was found among the loaded lines, and what the whole log has in front of them and behind, where they are still coming. */
export function together(
  loaded: readonly LogLineView[],
  held: { readonly first: number; readonly last: number },
  answer: FoundLines | undefined,
): Find {
  const before = answer?.lines.filter(({ line }) => line < held.first) ?? [];
  const behind = answer?.lines.filter(({ line }) => line > held.last) ?? [];
  const isCut = answer?.isCut === true && (answer.lines.at(-1)?.line ?? 0) < held.first;
  return {
    hits: [...before, ...loaded, ...behind].map(({ line }) => line),
    before,
    isCut: isCut || (answer?.isCut === true && behind.length > 0),
  };
}

/** The match behind or in front of a line; round at the ends. */
export function nextHit(hits: readonly number[], from: number | null, step: 1 | -1): number | undefined {
  if (from === null) return step > 0 ? hits[0] : hits.at(-1);
  return step > 0 ? (hits.find((line) => line > from) ?? hits[0]) : (hits.findLast((line) => line < from) ?? hits.at(-1));
}
