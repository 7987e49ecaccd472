"use client";

import { useEffect, useState } from "react";
import { stream } from "@/components/live/stream";
import { useGathered } from "@/components/live/use-gathered";

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

/** The scalars of a run from its start, and new ones as they are written; whether there are any is asked beside the stream. */
export function useMetrics(runId: string | null): { readonly series: readonly Series[]; readonly isLoading: boolean } {
  const { shown, change, reset, current } = useGathered(noMetrics, copyMetrics, 250);
  useEffect(() => {
    reset();
    if (runId === null) return;
    return stream().subscribe(
      `metrics:${runId}`,
      ({ event, data, cursor }) => event === "points" && change((metrics) => addPoints(metrics, data as unknown as PointsData, cursor)),
      () => current.current?.read ?? 0,
    );
  }, [runId, change, reset, current]);
  const [isEmpty, setEmpty] = useState(false);
  useEffect(() => {
    if (runId === null) return;
    const leaving = new AbortController();
    setEmpty(false);
    hasPoints(runId, leaving.signal).then(
      (has) => setEmpty(!has),
      () => undefined,
    );
    return () => leaving.abort();
  }, [runId]);
  const series = toSeries(shown);
  return { series, isLoading: series.length === 0 && !isEmpty };
}

async function hasPoints(runId: string, signal: AbortSignal): Promise<boolean> {
  const answer = await fetch(`/api/v1/runs/${runId}/metrics?maxPoints=10`, { signal });
  if (!answer.ok) throw new Error(`the run answered ${answer.status}`);
  return ((await answer.json()) as { items: readonly unknown[] }).items.length > 0;
}

function noMetrics(): Metrics {
  return { byName: new Map(), read: 0 };
}

function copyMetrics(metrics: Metrics): Metrics {
  return { ...metrics, byName: new Map(metrics.byName) };
}

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
