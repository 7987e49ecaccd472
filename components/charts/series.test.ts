import { expect, test } from "vitest";
import { type ChartSeries, isDashed, latest, rowsOf, segmentsOf, seriesColor, smoothed } from "@/components/charts/series";

const line = (id: string, values: readonly (number | null)[]): ChartSeries => ({ id, name: id, points: values.map((y, x) => ({ x, y })) });

test("a gap stays a gap: the line is drawn in two pieces", () => {
  const pieces = segmentsOf([line("loss", [1, 2, null, null, 5])], 0);
  expect(pieces.map(({ points }) => points.map(({ x }) => x))).toEqual([[0, 1], [4]]);
});

test("a value that is no number is a gap too", () => {
  expect(segmentsOf([line("loss", [1, Number.NaN, 3])], 0)).toHaveLength(2);
});

test("smoothing starts at the first value and keeps the raw line below", () => {
  expect(
    smoothed(
      [
        { x: 0, y: 4 },
        { x: 1, y: 4 },
      ],
      0.9,
    ).map(({ y }) => y),
  ).toEqual([4, expect.closeTo(4)]);
  expect(segmentsOf([line("loss", [1, 3])], 0.5).map(({ isRaw }) => isRaw)).toEqual([true, false]);
});

test("a limit is never smoothed and always dashed", () => {
  const limit = { ...line("limit", [48, 48]), isReference: true };
  expect(segmentsOf([limit], 0.9)).toHaveLength(1);
  expect(isDashed(limit, 0)).toBe(true);
});

test("rows hold all lines by x, in order", () => {
  const rows = rowsOf(
    segmentsOf(
      [
        line("a", [1, 2]),
        {
          ...line("b", []),
          points: [
            { x: 1, y: 9 },
            { x: 0.5, y: 8 },
          ],
        },
      ],
      0,
    ),
  );
  expect(rows).toEqual([
    { x: 0, "a~0": 1 },
    { x: 0.5, "b~0": 8 },
    { x: 1, "a~0": 2, "b~0": 9 },
  ]);
});

test("colours go in order, from the fifth series on with a dash", () => {
  const many = Array.from({ length: 9 }, (_, index) => line(String(index), [1]));
  expect(many.map(seriesColor)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 1].map((n) => `var(--chart-${n})`));
  expect(many.map(isDashed)).toEqual([false, false, false, false, true, true, true, true, true]);
});

test("a long line is thinned, its highest spike stays", () => {
  const values = Array.from({ length: 20_000 }, (_, x) => (x === 7_777 ? 99 : Math.sin(x)));
  const [piece] = segmentsOf([line("loss", values)], 0);
  expect(piece?.points.length).toBeLessThan(1_300);
  expect(piece?.points).toContainEqual({ x: 7_777, y: 99 });
});

test("the legend shows the last value that is one", () => {
  expect(latest(line("loss", [1, 2, null]))).toBe(2);
});
