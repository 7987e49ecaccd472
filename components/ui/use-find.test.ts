import { expect, test } from "vitest";
import { nextHit, together } from "@/components/ui/use-find";

const line = (number: number) => ({ line: number, at: null, rank: null, text: "x" });

test("matches in front of the loaded lines come from the whole log, and so do those that are still on their way", () => {
  const answer = { lines: [line(3), line(7), line(12), line(30)], lineCount: 30, isCut: false };
  expect(together([line(12), line(21)], { first: 10, last: 25 }, answer)).toEqual({
    hits: [3, 7, 12, 21, 30],
    before: [line(3), line(7)],
    isCut: false,
  });
  expect(together([line(12)], { first: 10, last: 25 }, undefined).hits).toEqual([12]);
});

test("an answer that was cut is said to be so, unless the rest of the matches is loaded", () => {
  const cut = { lines: [line(3), line(7)], lineCount: 30, isCut: true };
  expect(together([line(12)], { first: 10, last: 25 }, cut).isCut).toBe(true);
  expect(together([line(3), line(7), line(12)], { first: 1, last: 30 }, cut).isCut).toBe(false);
});

test("next and previous go round at the ends", () => {
  expect(nextHit([3, 7, 12], null, 1)).toBe(3);
  expect(nextHit([3, 7, 12], 7, 1)).toBe(12);
  expect(nextHit([3, 7, 12], 12, 1)).toBe(3);
  expect(nextHit([3, 7, 12], 3, -1)).toBe(12);
  expect(nextHit([], 3, 1)).toBeUndefined();
});
