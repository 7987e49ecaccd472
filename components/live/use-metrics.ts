"use client";

import { useFromStart } from "@/components/live/use-from-start";

export interface Point {
  readonly step: number;
  /** Null where it was no number: a gap. */
  readonly value: number | null;
  readonly atMs: number;
}

export interface Series {
  readonly name: string;
  /** By step; the last written of a step counts. */
  readonly points: readonly Point[];
}

interface PointsData {
  readonly series: readonly {
    readonly name: string;
    readonly points: readonly (readonly [step: number, value: number | null, atMs: number])[];
  }[];
}

interface Metrics {
  readonly byName: Map<string, Map<number, Point>>;
  read: number;
}

/** The scalars of a run from its start, and new ones as they are written. */
export function useMetrics(runId: string | null): { readonly series: readonly Series[]; readonly isLoading: boolean } {
  const { shown, isLoading } = useFromStart(runId, reading);
  return { series: toSeries(shown), isLoading };
}

const reading = {
  kind: "metrics",
  event: "points" as const,
  everyMs: 250,
  make: (): Metrics => ({ byName: new Map(), read: 0 }),
  copy: (metrics: Metrics): Metrics => ({ ...metrics, byName: new Map(metrics.byName) }),
  add: (metrics: Metrics, data: object, cursor: number | null) => addPoints(metrics, data as PointsData, cursor),
};

/** Adding the same points twice changes nothing. */
export function addPoints(metrics: Metrics, { series }: PointsData, cursor: number | null): boolean {
  for (const { name, points } of series) {
    const known = new Map(metrics.byName.get(name));
    for (const [step, value, atMs] of points) known.set(step, { step, value, atMs });
    metrics.byName.set(name, known);
  }
  if (cursor !== null) metrics.read = Math.max(metrics.read, cursor);
  return series.length > 0;
}

export function toSeries({ byName }: Metrics): readonly Series[] {
  return [...byName].map(([name, points]) => ({ name, points: [...points.values()].sort((a, b) => a.step - b.step) }));
}
