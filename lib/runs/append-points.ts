import { and, asc, eq, inArray, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { metricChunks, metricRollups, metricSeries } from "@/db/schema";
import { newId } from "@/lib/id";
import type { NewPoint, ReportedPoint } from "@/lib/runs/point";
import { rollUp } from "@/lib/runs/roll-up";

const pointsPerChunk = 512;

/**
 * Adds points to the series of a run, in the order they came, and tells their readers; a point without a step gets its number in
 * the series. The caller moves its cursor in the
 * same transaction, so that a repeated delivery adds nothing twice.
 */
export async function appendPoints(tx: Tx, runId: string, points: readonly ReportedPoint[]): Promise<void> {
  if (points.length === 0) return;
  const byName = Map.groupBy(points, (point) => point.name);
  const series = await lockSeries(tx, runId, [...byName.keys()]);
  for (const row of series) await appendToSeries(tx, row, numbered(row, byName.get(row.name) ?? []));
  await tx.execute(sql`select pg_notify('cairn_points', ${runId})`);
}

function numbered({ pointCount }: Series, points: readonly ReportedPoint[]): readonly NewPoint[] {
  return points.map((point, index) => ({ ...point, step: point.step ?? pointCount + index }));
}

type Series = typeof metricSeries.$inferSelect;

/** The rows of these metrics, made where missing, locked in the order of names so that two writers never wait for each other. */
async function lockSeries(tx: Tx, runId: string, names: readonly string[]): Promise<readonly Series[]> {
  const mine = and(eq(metricSeries.runId, runId), inArray(metricSeries.name, [...names]));
  const read = () => tx.select().from(metricSeries).where(mine).orderBy(asc(metricSeries.name)).for("update");
  const known = await read();
  if (known.length === names.length) return known;
  await tx
    .insert(metricSeries)
    .values(names.toSorted().map((name) => ({ id: newId(), runId, name })))
    .onConflictDoNothing();
  return read();
}

async function appendToSeries(tx: Tx, series: Series, points: readonly NewPoint[]): Promise<void> {
  for (let from = 0; from < points.length; ) {
    const number = series.pointCount + from;
    const first = number - (number % pointsPerChunk);
    const piece = points.slice(from, from + pointsPerChunk - (number - first));
    const values = {
      seriesId: series.id,
      first,
      steps: piece.map((point) => point.step),
      values: piece.map((point) => point.value),
      times: piece.map((point) => point.at.getTime()),
    };
    await tx
      .insert(metricChunks)
      .values(values)
      .onConflictDoUpdate({
        target: [metricChunks.seriesId, metricChunks.first],
        set: {
          steps: sql`${metricChunks.steps} || excluded.steps`,
          values: sql`${metricChunks.values} || excluded.values`,
          times: sql`${metricChunks.times} || excluded.times`,
        },
      });
    from += piece.length;
  }
  await mergeRollups(tx, series, points);
  await summarise(tx, series, points);
}

async function mergeRollups(tx: Tx, series: Series, points: readonly NewPoint[]): Promise<void> {
  const buckets = rollUp(points, series.pointCount).map((bucket) => ({ seriesId: series.id, ...bucket }));
  await tx
    .insert(metricRollups)
    .values(buckets)
    .onConflictDoUpdate({
      target: [metricRollups.seriesId, metricRollups.level, metricRollups.bucket],
      set: {
        lastStep: sql`excluded.last_step`,
        lastAt: sql`excluded.last_at`,
        pointCount: sql`${metricRollups.pointCount} + excluded.point_count`,
        minStep: sql`case when ${metricRollups.minValue} <= excluded.min_value or excluded.min_value is null then ${metricRollups.minStep} else excluded.min_step end`,
        minValue: sql`least(${metricRollups.minValue}, excluded.min_value)`,
        maxStep: sql`case when ${metricRollups.maxValue} >= excluded.max_value or excluded.max_value is null then ${metricRollups.maxStep} else excluded.max_step end`,
        maxValue: sql`greatest(${metricRollups.maxValue}, excluded.max_value)`,
      },
    });
}

async function summarise(tx: Tx, series: Series, points: readonly NewPoint[]): Promise<void> {
  const last = points.at(-1);
  if (!last) return;
  const finite = points.map((point) => point.value).filter(Number.isFinite);
  const seen = [series.minValue, series.maxValue].filter((value) => value !== null);
  const all = [...finite, ...seen];
  await tx
    .update(metricSeries)
    .set({
      pointCount: series.pointCount + points.length,
      lastStep: last.step,
      lastValue: last.value,
      lastAt: last.at,
      minValue: all.length > 0 ? all.reduce((a, b) => Math.min(a, b)) : null,
      maxValue: all.length > 0 ? all.reduce((a, b) => Math.max(a, b)) : null,
    })
    .where(eq(metricSeries.id, series.id));
}
