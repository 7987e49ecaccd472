import type { NewPoint } from "@/lib/runs/point";

/** Levels of rollups: 16, 256, 4,096, 65,536 and 1,048,576 points a bucket. */
export const rollupLevels = [1, 2, 3, 4, 5] as const;

export function pointsPerBucket(level: number): number {
  return 16 ** level;
}

export interface Bucket {
  readonly level: number;
  readonly bucket: number;
  readonly firstStep: number;
  readonly lastStep: number;
  readonly minValue: number | null;
  readonly minStep: number | null;
  readonly maxValue: number | null;
  readonly maxStep: number | null;
  readonly firstAt: number;
  readonly lastAt: number;
  readonly pointCount: number;
}

/** Minimum and maximum of points per bucket of each level; the first of them is the series' point number `offset`. */
export function rollUp(points: readonly NewPoint[], offset: number): readonly Bucket[] {
  return rollupLevels.flatMap((level) => {
    const size = pointsPerBucket(level);
    const groups = Map.groupBy(points.entries(), ([index]) => Math.floor((offset + index) / size));
    return [...groups].map(([bucket, entries]) =>
      summary(
        level,
        bucket,
        entries.map(([, point]) => point),
      ),
    );
  });
}

function summary(level: number, bucket: number, points: readonly NewPoint[]): Bucket {
  const [first] = points;
  const last = points.at(-1);
  if (!first || !last) throw new Error("a bucket without points");
  const finite = points.filter((point) => Number.isFinite(point.value));
  const low = finite.reduce<NewPoint | null>((best, point) => (best && best.value <= point.value ? best : point), null);
  const high = finite.reduce<NewPoint | null>((best, point) => (best && best.value >= point.value ? best : point), null);
  return {
    level,
    bucket,
    firstStep: first.step,
    lastStep: last.step,
    minValue: low?.value ?? null,
    minStep: low?.step ?? null,
    maxValue: high?.value ?? null,
    maxStep: high?.step ?? null,
    firstAt: first.at.getTime(),
    lastAt: last.at.getTime(),
    pointCount: points.length,
  };
}
