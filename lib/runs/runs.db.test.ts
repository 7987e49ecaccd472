import { expect, test } from "vitest";
import { transaction } from "@/db/client";
import { aProject, aUser } from "@/db/testing/factories";
import { aRun } from "@/db/testing/train-factories";
import { appendPoints } from "@/lib/runs/append-points";
import { followPoints, type SeriesPoints } from "@/lib/runs/follow-points";
import type { NewPoint, ReportedPoint } from "@/lib/runs/point";
import { readSeries } from "@/lib/runs/read-series";

const start = Date.parse("2026-11-21T00:00:00Z");
const point = (name: string, step: number, value: number): NewPoint => ({ name, step, value, at: new Date(start + step) });
const wave = (count: number, from = 0) => Array.from({ length: count }, (_, i) => point("loss", from + i, Math.sin((from + i) / 50)));

async function newRun() {
  const user = await aUser();
  const project = await aProject({ owner: user });
  return aRun(project.id, user.id);
}
const append = (runId: string, points: readonly ReportedPoint[]) => transaction((tx) => appendPoints(tx, runId, points));

test("a short series comes back point by point", async () => {
  const run = await newRun();
  await append(run.id, [point("loss", 1, 0.5), point("accuracy", 1, 0.8)]);
  await append(run.id, [point("loss", 2, 0.25)]);
  const series = await readSeries(run.id);
  expect(series.find(({ name }) => name === "loss")).toMatchObject({
    pointCount: 2,
    lastStep: 2,
    lastValue: 0.25,
    minValue: 0.25,
    maxValue: 0.5,
    pointsPerBucket: 1,
    steps: [1, 2],
    values: [0.5, 0.25],
    times: [start + 1, start + 2],
  });
  expect(series.find(({ name }) => name === "accuracy")?.values).toEqual([0.8]);
});

test("a point without a step goes on counting in its series", async () => {
  const run = await newRun();
  const bare = (name: string, value: number) => ({ ...point(name, 0, value), step: null });
  await append(run.id, [bare("loss", 5), bare("accuracy", 1), bare("loss", 6)]);
  await append(run.id, [bare("loss", 7)]);
  const series = await readSeries(run.id);
  expect(series.map(({ name, steps }) => [name, steps]).toSorted()).toEqual([
    ["accuracy", [0]],
    ["loss", [0, 1, 2]],
  ]);
});

test("not-a-number and infinities survive and do not spoil minimum and maximum", async () => {
  const run = await newRun();
  await append(run.id, [point("loss", 1, Number.NaN), point("loss", 2, Number.POSITIVE_INFINITY), point("loss", 3, 4)]);
  expect(await readSeries(run.id)).toMatchObject([{ values: ["NaN", "Infinity", 4], minValue: 4, maxValue: 4, lastValue: 4 }]);
});

test("pieces of any size make the same series", async () => {
  const whole = await newRun();
  const pieces = await newRun();
  const points = wave(1500);
  await append(whole.id, points);
  for (let from = 0; from < points.length; ) {
    const size = 1 + ((from * 7) % 97);
    await append(pieces.id, points.slice(from, from + size));
    from += size;
  }
  expect(await readSeries(pieces.id, { maxPoints: 5000 })).toEqual(await readSeries(whole.id, { maxPoints: 5000 }));
  expect((await readSeries(whole.id, { maxPoints: 5000 }))[0]?.steps).toEqual(points.map(({ step }) => step));
});

test("a long series is thinned to its lowest and highest points and keeps its spike and its end", async () => {
  const run = await newRun();
  const points = wave(40_000).map((each) => (each.step === 23_456 ? { ...each, value: 99 } : each));
  await append(run.id, points);
  const [series] = await readSeries(run.id, { maxPoints: 400 });
  expect(series?.steps.length).toBeLessThanOrEqual(400);
  expect(series?.steps.length).toBeGreaterThan(200);
  expect(series?.pointsPerBucket).toBeGreaterThan(1);
  expect(series?.steps[series.values.indexOf(99)]).toBe(23_456);
  expect(series?.values).toContain(99);
  expect(series?.lastStep).toBe(39_999);
  expect(series?.steps).toEqual(series?.steps.toSorted((a, b) => a - b));
});

test("two writers of one run lose nothing", async () => {
  const run = await newRun();
  await Promise.all(Array.from({ length: 10 }, (_, i) => append(run.id, [point("a", i, i), point("b", i, i)])));
  expect((await readSeries(run.id)).map(({ name, pointCount }) => [name, pointCount]).toSorted()).toEqual([
    ["a", 10],
    ["b", 10],
  ]);
});

const stepsOf = (series: readonly SeriesPoints[]) => series.flatMap(({ points }) => points.map(([step]) => step));

test("a follower gets the chart first, then only what is new", async () => {
  const run = await newRun();
  await append(run.id, [...wave(2), point("loss", 2, Number.NaN)]);
  const stop = new AbortController();
  const seen: { steps: number[]; cursor: number }[] = [];
  for await (const { series, cursor } of followPoints(run.id, { signal: stop.signal })) {
    seen.push({ steps: stepsOf(series), cursor });
    if (seen.length === 1) {
      expect(series[0]?.points[2]).toEqual([2, null, start + 2]);
      void append(run.id, wave(2, 3));
    } else stop.abort();
  }
  expect(seen).toEqual([
    { steps: [0, 1, 2], cursor: 3 },
    { steps: [3, 4], cursor: 5 },
  ]);
});

test("a follower that comes back with nothing missed gets only what is new, else the chart again", async () => {
  const run = await newRun();
  await append(run.id, wave(5));
  const first = async (after: number) => {
    const stop = new AbortController();
    for await (const { series } of followPoints(run.id, { after, signal: stop.signal })) {
      stop.abort();
      return stepsOf(series);
    }
    return null;
  };
  expect(await first(4)).toEqual([0, 1, 2, 3, 4]);
  const waiting = first(5);
  await new Promise((resolve) => setTimeout(resolve, 50));
  await append(run.id, wave(1, 5));
  expect(await waiting).toEqual([5]);
});
