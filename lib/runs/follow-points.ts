import type { SeriesView } from "@/lib/runs/point";
import { pointsBetween, readSeries, seriesOf, summaryOf } from "@/lib/runs/read-series";
import { waitForNotice } from "@/lib/stream/wait-for-notice";

/** Points of one series; null stands for not-a-number and infinities, which no chart can draw. */
export interface SeriesPoints {
  readonly name: string;
  readonly points: readonly (readonly [step: number, value: number | null, atMs: number])[];
}

/** One delivery: adding points of a step that is known already changes nothing. `cursor` is where to go on. */
export interface PointsEvent {
  /** Points of all series of the run so far. */
  readonly cursor: number;
  readonly series: readonly SeriesPoints[];
}

const maxPointsAtOnce = 2000;

/**
 * The series of a run as they grow. The first delivery is the whole chart, down-sampled, unless nothing came since `after`;
 * then only new points, or the whole again when more came at once than is worth sending. Ends with the signal, or when
 * `isEnded` says that no more will come.
 */
export async function* followPoints(
  runId: string,
  options: {
    readonly after?: number;
    readonly maxPoints?: number;
    readonly signal: AbortSignal;
    readonly isEnded?: () => Promise<boolean>;
  },
): AsyncGenerator<PointsEvent> {
  let seen: ReadonlyMap<string, number> | null = null;
  for await (const _ of waitForNotice("cairn_points", (payload) => payload === runId, options.signal)) {
    const ended = (await options.isEnded?.()) ?? false;
    const rows = await seriesOf(runId);
    const cursor = rows.reduce((sum, row) => sum + row.pointCount, 0);
    if (seen === null && options.after === cursor) seen = countsOf(rows);
    const event = await whatIsNew(runId, rows, seen, options.maxPoints);
    if (event) {
      seen = event.seen;
      yield { cursor: [...seen.values()].reduce((sum, count) => sum + count, 0), series: event.series.map(toSeriesPoints) };
    }
    if (ended) return;
  }
}

type Rows = Awaited<ReturnType<typeof seriesOf>>;

async function whatIsNew(runId: string, rows: Rows, seen: ReadonlyMap<string, number> | null, maxPoints: number | undefined) {
  const fresh = rows.filter((row) => row.pointCount > (seen?.get(row.name) ?? 0));
  if (seen === null || fresh.some((row) => row.pointCount - (seen.get(row.name) ?? 0) > maxPointsAtOnce)) {
    const series = await readSeries(runId, maxPoints === undefined ? {} : { maxPoints });
    return series.length === 0 ? null : { seen: countsOf(series), series };
  }
  if (fresh.length === 0) return null;
  const series = await Promise.all(
    fresh.map(async (row) => ({ ...summaryOf(row), ...(await pointsBetween(row.id, seen.get(row.name) ?? 0, row.pointCount)) })),
  );
  return { seen: countsOf(rows), series };
}

function countsOf(rows: readonly { readonly name: string; readonly pointCount: number }[]): ReadonlyMap<string, number> {
  return new Map(rows.map((row) => [row.name, row.pointCount]));
}

function toSeriesPoints({ name, steps, values, times }: SeriesView): SeriesPoints {
  return {
    name,
    points: steps.map((step, index) => {
      const value = values[index];
      return [step, typeof value === "number" ? value : null, times[index] ?? 0] as const;
    }),
  };
}
