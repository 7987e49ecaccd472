/** One line of a chart. Points by x; a null value is a gap that stays one. */
export interface ChartSeries {
  readonly id: string;
  readonly name: string;
  /** 1 to 8; a run keeps its colour on every page. By place when left out. */
  readonly color?: number;
  readonly points: readonly { readonly x: number; readonly y: number | null }[];
  /** A limit or another's run: never smoothed, always dashed. */
  readonly isReference?: boolean;
}

/** A piece of a series without gaps. */
export interface Segment {
  readonly key: string;
  readonly series: ChartSeries;
  readonly color: string;
  readonly dashed: boolean;
  readonly isRaw: boolean;
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

export type Row = Readonly<Record<string, number>> & { readonly x: number };

/** More than this many points a line are thinned before they are drawn. */
const mostPoints = 1_200;

/** The colour of a series as CSS: charts 1 to 8 in order, from the ninth on again from the first. */
export function seriesColor(series: ChartSeries, place: number): string {
  const number = ((series.color ?? place + 1) - 1) % 8;
  return `var(--chart-${number + 1})`;
}

/** From the fifth series on a dash stands beside the colour, since not everyone sees eight colours apart. */
export function isDashed(series: ChartSeries, place: number): boolean {
  return series.isReference === true || place >= 4;
}

/** The pieces to draw: raw below smooth, split at gaps. `smoothing` 0 to 0.99. */
export function segmentsOf(all: readonly ChartSeries[], smoothing: number): readonly Segment[] {
  return all.flatMap((series, place) => {
    const shared = { series, color: seriesColor(series, place), dashed: isDashed(series, place) };
    const pieces = splitAtGaps(thinned(series.points));
    const smooths = smoothing > 0 && !series.isReference;
    const raw = pieces.map((points, piece) => ({ ...shared, key: `${series.id}~raw~${piece}`, isRaw: true, points }));
    const main = pieces.map((points, piece) => ({
      ...shared,
      key: `${series.id}~${piece}`,
      isRaw: false,
      points: smooths ? smoothed(points, smoothing) : points,
    }));
    return smooths ? [...raw, ...main] : main;
  });
}

/** All pieces in rows by x, as the chart wants them. */
export function rowsOf(segments: readonly Segment[]): readonly Row[] {
  const rows = new Map<number, Record<string, number>>();
  for (const { key, points } of segments) {
    for (const { x, y } of points) {
      const row = rows.get(x) ?? { x };
      row[key] = y;
      rows.set(x, row);
    }
  }
  return [...rows.values()].sort((a, b) => (a.x ?? 0) - (b.x ?? 0)) as unknown as readonly Row[];
}

/** Exponential moving average that starts at the first value instead of at zero. */
export function smoothed(
  points: readonly { readonly x: number; readonly y: number }[],
  weight: number,
): readonly { x: number; y: number }[] {
  let mean = 0;
  let count = 0;
  return points.map(({ x, y }) => {
    count += 1;
    mean = mean * weight + y * (1 - weight);
    return { x, y: mean / (1 - weight ** count) };
  });
}

function splitAtGaps(points: ChartSeries["points"]): readonly (readonly { readonly x: number; readonly y: number }[])[] {
  const pieces: { x: number; y: number }[][] = [[]];
  for (const { x, y } of points) {
    if (y !== null && Number.isFinite(y)) pieces.at(-1)?.push({ x, y });
    else if (pieces.at(-1)?.length) pieces.push([]);
  }
  return pieces.filter((piece) => piece.length > 0);
}

/** Of each run of points the lowest and the highest, so that spikes stay; the gaps stay too. */
function thinned(points: ChartSeries["points"]): ChartSeries["points"] {
  if (points.length <= mostPoints) return points;
  const size = Math.ceil(points.length / (mostPoints / 2));
  const kept: ChartSeries["points"][number][] = [];
  for (let start = 0; start < points.length; start += size) {
    const run = points.slice(start, start + size);
    const gap = run.find(({ y }) => y === null);
    const values = run.filter((point) => point.y !== null).sort((a, b) => (a.y ?? 0) - (b.y ?? 0));
    const ends = [values[0], values.at(-1)].filter((point) => point !== undefined);
    kept.push(...new Set([...ends, ...(gap ? [gap] : [])].sort((a, b) => a.x - b.x)));
  }
  return kept;
}

/** The last value of a series, as the legend shows it. */
export function latest({ points }: ChartSeries): number | null {
  return points.findLast(({ y }) => y !== null)?.y ?? null;
}
