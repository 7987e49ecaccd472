"use client";

import { createContext, type ReactNode, use, useId, useMemo, useState } from "react";

export type Range = readonly [from: number, to: number];

interface Group {
  /** Charts with the same id move their crosshairs together. */
  readonly id: string;
  readonly range: Range | undefined;
  readonly setRange: (range: Range | undefined) => void;
  readonly smoothing: number;
  readonly setSmoothing: (smoothing: number) => void;
  readonly isLog: boolean;
  readonly setLog: (isLog: boolean) => void;
}

const GroupContext = createContext<Group | undefined>(undefined);

/** Charts of one page: the same crosshair, range, smoothing and scale. */
export function ChartGroup({ smoothing: initial = 0, children }: { readonly smoothing?: number; readonly children: ReactNode }) {
  const id = useId();
  const [range, setRange] = useState<Range>();
  const [smoothing, setSmoothing] = useState(initial);
  const [isLog, setLog] = useState(false);
  const group = useMemo(() => ({ id, range, setRange, smoothing, setSmoothing, isLog, setLog }), [id, range, smoothing, isLog]);
  return <GroupContext value={group}>{children}</GroupContext>;
}

/** The group around a chart; nothing for one that stands alone. */
export function useChartGroup(): Group | undefined {
  return use(GroupContext);
}
