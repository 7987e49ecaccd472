import { z } from "zod";
import type { SeriesView } from "@/lib/runs/point";
import { pointsBetween, readSeries, seriesOf, summaryOf } from "@/lib/runs/read-series";
import { waitForNotice } from "@/lib/stream/wait-for-notice";

/** One delivery: `isWhole` replaces what a chart has, else the points are added behind it. `cursor` is where to go on. */
export interface PointsEvent {
  readonly cursor: string;
  readonly isWhole: boolean;
  readonly series: readonly SeriesView[];
}

const maxPointsAtOnce = 2000;

/**
 * The series of a run as they grow. Without `after` (or when more came meanwhile than is worth sending) the first delivery is
 * the whole chart, down-sampled. Ends with the signal, or when `isEnded` says that no more will come.
 */
export async function* followPoints(
  runId: string,
  options: {
    readonly after?: string;
    readonly maxPoints?: number;
    readonly signal: AbortSignal;
    readonly isEnded?: () => Promise<boolean>;
  },
): AsyncGenerator<PointsEvent> {
  let counts = options.after === undefined ? null : parseCursor(options.after);
  for await (const _ of waitForNotice("cairn_points", (payload) => payload === runId, options.signal)) {
    const ended = (await options.isEnded?.()) ?? false;
    const rows = await seriesOf(runId);
    const fresh = rows.map((row, index) => row.pointCount - (counts?.[index] ?? 0));
    const isWhole = counts === null || fresh.some((n) => n < 0 || n > maxPointsAtOnce);
    if (isWhole) {
      const series = await readSeries(runId, { maxPoints: options.maxPoints ?? 1000 });
      counts = series.map((one) => one.pointCount);
      yield { cursor: counts.join("."), isWhole, series };
    } else if (fresh.some((n) => n > 0)) {
      const before = counts ?? [];
      const series = await Promise.all(
        rows.map(async (row, index) => ({ ...summaryOf(row), ...(await pointsBetween(row.id, before[index] ?? 0, row.pointCount)) })),
      );
      counts = rows.map((row) => row.pointCount);
      yield { cursor: counts.join("."), isWhole, series: series.filter((one) => one.steps.length > 0) };
    }
    if (ended) return;
  }
}

/** How many points of each series were seen, in the order of the series; a series that is new then stands at the end. */
function parseCursor(text: string): number[] | null {
  const parsed = z.array(z.coerce.number().int().min(0)).safeParse(text === "" ? [] : text.split("."));
  return parsed.success ? parsed.data : null;
}
