import { and, asc, eq, gte, lt, sum } from "drizzle-orm";
import { db } from "@/db/client";
import { metricChunks, metricRollups, metricSeries } from "@/db/schema";
import { type PointValue, type SeriesQuery, type SeriesView, toPointValue } from "@/lib/runs/point";
import { pointsPerBucket, rollupLevels } from "@/lib/runs/roll-up";

type Series = typeof metricSeries.$inferSelect;
type Points = Pick<SeriesView, "from" | "steps" | "values" | "times" | "pointsPerBucket">;

/** The series of a run for a chart, `maxPoints` each at most: longer ones as minimum and maximum of neighbours, never by reading the history. */
export async function readSeries(runId: string, { maxPoints = 1000, name }: SeriesQuery = {}): Promise<readonly SeriesView[]> {
  const rows = await seriesOf(runId, name);
  return Promise.all(rows.map(async (row) => ({ ...summaryOf(row), ...(await pointsFor(row, maxPoints)) })));
}

/** Series of a run in the order in which they first came. */
export async function seriesOf(runId: string, name?: string): Promise<readonly Series[]> {
  return db
    .select()
    .from(metricSeries)
    .where(and(eq(metricSeries.runId, runId), name === undefined ? undefined : eq(metricSeries.name, name)))
    .orderBy(asc(metricSeries.id));
}

/** Points of all series of a run so far. */
export async function countPoints(runId: string): Promise<number> {
  const [row] = await db
    .select({ count: sum(metricSeries.pointCount) })
    .from(metricSeries)
    .where(eq(metricSeries.runId, runId));
  return Number(row?.count ?? 0);
}

export function summaryOf(row: Series): Omit<SeriesView, keyof Points> {
  return {
    name: row.name,
    pointCount: row.pointCount,
    lastStep: row.lastStep,
    lastValue: row.lastValue === null ? null : toPointValue(row.lastValue),
    lastAt: row.lastAt?.toISOString() ?? null,
    minValue: row.minValue,
    maxValue: row.maxValue,
  };
}

/** The points of a series with numbers from `from` up to, not including, `to`. */
export async function pointsBetween(seriesId: string, from: number, to: number): Promise<Points> {
  const points: Points = { from, pointsPerBucket: 1, steps: [], values: [], times: [] };
  const chunks = await db
    .select()
    .from(metricChunks)
    .where(and(eq(metricChunks.seriesId, seriesId), gte(metricChunks.first, from - 511), lt(metricChunks.first, to)))
    .orderBy(asc(metricChunks.first));
  for (const chunk of chunks) {
    const start = Math.max(0, from - chunk.first);
    const end = to - chunk.first;
    points.steps.push(...chunk.steps.slice(start, end));
    points.values.push(...chunk.values.slice(start, end).map(toPointValue));
    points.times.push(...chunk.times.slice(start, end));
  }
  return points;
}

/**
 * The finest level of which few enough buckets exist (the points themselves where they are few), thinned to what was asked
 * for: so the work is bounded by `maxPoints`, however long the history is.
 */
async function pointsFor(series: Series, maxPoints: number): Promise<Points> {
  const readable = maxPoints * 8;
  if (series.pointCount <= readable) return thin(await pointsBetween(series.id, 0, series.pointCount), maxPoints);
  const level = rollupLevels.find((each) => series.pointCount / pointsPerBucket(each) <= readable) ?? rollupLevels.length;
  const buckets = await db
    .select()
    .from(metricRollups)
    .where(and(eq(metricRollups.seriesId, series.id), eq(metricRollups.level, level)))
    .orderBy(asc(metricRollups.bucket));
  const points = toPoints(buckets.flatMap(extremes), pointsPerBucket(level) / 2);
  return thin(points, maxPoints);
}

type Point = readonly [step: number, value: PointValue, at: number];

function toPoints(list: readonly Point[], perPoint: number): Points {
  return {
    from: 0,
    pointsPerBucket: Math.max(1, perPoint),
    steps: list.map(([step]) => step),
    values: list.map(([, value]) => value),
    times: list.map(([, , at]) => at),
  };
}

/** Lowest and highest of a bucket in the order of their steps; a bucket without any number stays a gap. */
function extremes(bucket: typeof metricRollups.$inferSelect): readonly Point[] {
  const { minStep, minValue, maxStep, maxValue, firstAt, lastAt, firstStep } = bucket;
  if (minStep === null || minValue === null || maxStep === null || maxValue === null) return [[firstStep, "NaN", firstAt]];
  const low: Point = [minStep, minValue, firstAt];
  const high: Point = [maxStep, maxValue, lastAt];
  return minStep < maxStep ? [low, high] : [high, low];
}

/** Lowest and highest of so many neighbours that `maxPoints` are left; the newest point always stays. */
function thin(points: Points, maxPoints: number): Points {
  const count = points.steps.length;
  if (count <= maxPoints) return points;
  const size = Math.ceil(count / Math.max(1, Math.floor((maxPoints - 1) / 2)));
  const kept = new Set<number>();
  for (let from = 0; from < count; from += size)
    for (const index of extremesBetween(points.values, from, Math.min(count, from + size))) kept.add(index);
  kept.add(count - 1);
  const at = [...kept].sort((a, b) => a - b);
  return {
    from: points.from,
    pointsPerBucket: points.pointsPerBucket * size,
    steps: at.map((index) => points.steps[index] ?? 0),
    values: at.map((index) => points.values[index] ?? "NaN"),
    times: at.map((index) => points.times[index] ?? 0),
  };
}

function extremesBetween(values: readonly PointValue[], from: number, to: number): readonly number[] {
  let low = from;
  let high = from;
  for (let index = from; index < to; index++) {
    const value = Number(values[index]);
    if (value < Number(values[low]) || Number.isNaN(Number(values[low]))) low = index;
    if (value > Number(values[high]) || Number.isNaN(Number(values[high]))) high = index;
  }
  return [low, high];
}
