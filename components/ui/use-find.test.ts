import { expect, test } from "vitest";
import { nextHit, together } from "@/components/ui/use-find";

const line = (number: number) => ({ line: number, at: null, rank: null, text: "x" });

test("matches in front of the loaded lines come from the whole log, the others from what is loaded", () => {
  const answer = { lines: [line(3), line(7), line(12)], lineCount: 20, isCut: false };
  expect(together([line(12), line(21)], 10, answer)).toEqual({ hits: [3, 7, 12, 21], before: [line(3), line(7)], isCut: false });
  expect(together([line(12)], 10, undefined).hits).toEqual([12]);
});

test("next and previous go round at the ends", () => {
  expect(nextHit([3, 7, 12], null, 1)).toBe(3);
  expect(nextHit([3, 7, 12], 7, 1)).toBe(12);
  expect(nextHit([3, 7, 12], 12, 1)).toBe(3);
  expect(nextHit([3, 7, 12], 3, -1)).toBe(12);
  expect(nextHit([], 3, 1)).toBeUndefined();
});
