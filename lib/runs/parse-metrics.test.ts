import { expect, test } from "vitest";
import { parseMetrics } from "@/lib/runs/parse-metrics";

const now = new Date("2026-11-21T00:00:00Z");
const parse = (line: string) => parseMetrics(line, now)?.map(({ name, step, value }) => [name, step, value]) ?? null;

test("a line holds any number of metrics at one step", () => {
  expect(parse('{"step": 12, "loss": 0.41, "val/accuracy": 0.93}')).toEqual([
    ["loss", 12, 0.41],
    ["val/accuracy", 12, 0.93],
  ]);
});

test("the form with name and value is the same thing", () => {
  expect(parse('{"name": "loss", "step": 3, "value": 0.5}')).toEqual([["loss", 3, 0.5]]);
});

test("a line may have no step", () => {
  expect(parse('{"loss": 1}')).toEqual([["loss", null, 1]]);
});

test.each(['{"step": 1, "loss": NaN}', '{"step": 1, "loss": "NaN"}', '{"loss":NaN,"step":1}'])("not-a-number is a value: %s", (line) => {
  expect(parse(line)).toEqual([["loss", 1, Number.NaN]]);
});

test("infinities are values", () => {
  expect(parse('{"step": 1, "a": -Infinity, "b": Infinity}')).toEqual([
    ["a", 1, Number.NEGATIVE_INFINITY],
    ["b", 1, Number.POSITIVE_INFINITY],
  ]);
});

test("a point has the time it was reported with, else the time it came in", () => {
  expect(parseMetrics('{"loss": 1, "time": 1763683200.5}', now)?.[0]?.at.getTime()).toBe(1_763_683_200_500);
  expect(parseMetrics('{"loss": 1}', now)?.[0]?.at).toBe(now);
});

test.each(["", "loss: 3", "[1, 2]", "null", '{"step": 1}', '{"step": 1, "note": "text"}', '{"loss": 1'])(
  "%j is no metric and no error",
  (line) => {
    expect(parse(line)).toBeNull();
  },
);
