"use client";

import { useLocale, useTimeZone, useTranslations } from "next-intl";
import { useMemo, useState } from "react";
import { Area, CartesianGrid, ComposedChart, Line, ReferenceArea, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { useChartGroup } from "@/components/charts/chart-group";
import { ChartTip } from "@/components/charts/chart-tip";
import { type ChartSeries, latest, rowsOf, type Segment, segmentsOf } from "@/components/charts/series";
import { formatCompact, formatNumber } from "@/lib/format/number";
import { formatClock } from "@/lib/format/time";

export interface LineChartProps {
  readonly series: readonly ChartSeries[];
  /** Whether x counts steps or is a moment in ms. */
  readonly xKind?: "step" | "time";
  readonly height?: number;
  /** Fills below the first line: a use of something that has a limit. */
  readonly isFilled?: boolean;
  /** Starts the y axis at 0. */
  readonly fromZero?: boolean;
  /** Series switched off in the legend. */
  readonly hidden: ReadonlySet<string>;
  readonly label: string;
}

/** The drawing alone: axes, lines, crosshair. A drag chooses the range for the whole group. */
export function LineChart({ series, xKind = "step", height = 140, isFilled = false, fromZero = false, hidden, label }: LineChartProps) {
  const t = useTranslations("common.chart");
  const locale = useLocale();
  const timeZone = useTimeZone() ?? "UTC";
  const group = useChartGroup();
  const smoothing = group?.smoothing ?? 0;
  const segments = useMemo(
    () => segmentsOf(series, smoothing).filter((piece) => !hidden.has(piece.series.id)),
    [series, smoothing, hidden],
  );
  const rows = useMemo(() => rowsOf(segments), [segments]);
  const { drag, handlers } = useRangeDrag(group?.setRange);
  const formatX = (x: number) => (xKind === "time" ? formatClock(new Date(x), locale, timeZone) : formatCompact(x));
  const words = series.map((one) => `${one.name} ${formatNumber(latest(one), locale)}`).join(", ");

  return (
    <div role="img" aria-label={t("description", { title: label, latest: words })} className="-ml-1 select-none text-12" style={{ height }}>
      <ResponsiveContainer width="100%" height="100%">
        <ComposedChart
          data={rows as unknown as Record<string, number>[]}
          margin={{ top: 6, right: 6, bottom: 0, left: 0 }}
          accessibilityLayer={false}
          {...(group ? { syncId: group.id, syncMethod: nearest } : {})}
          {...handlers}
        >
          <CartesianGrid vertical={false} stroke="var(--chart-grid)" />
          <XAxis
            dataKey="x"
            type="number"
            domain={group?.range ? [...group.range] : ["dataMin", "dataMax"]}
            allowDataOverflow={group?.range !== undefined}
            tickFormatter={formatX}
            tickCount={4}
            allowDecimals={xKind !== "step"}
            minTickGap={28}
            axisLine={false}
            tickLine={false}
            tick={tick}
            tickMargin={6}
            height={24}
          />
          <YAxis
            width="auto"
            scale={group?.isLog ? "log" : "auto"}
            domain={group?.isLog ? ["auto", "auto"] : [fromZero ? 0 : "auto", "auto"]}
            allowDataOverflow={group?.isLog ?? false}
            tickFormatter={formatCompact}
            tickCount={4}
            axisLine={false}
            tickLine={false}
            tick={tick}
            tickMargin={4}
          />
          <Tooltip
            content={<ChartTip segments={segments} formatX={formatX} xKind={xKind} />}
            cursor={{ stroke: "var(--border-strong)", strokeDasharray: "3 3" }}
            isAnimationActive={false}
            wrapperStyle={{ zIndex: 1 }}
          />
          {segments.map((piece, index) =>
            isFilled && index === 0 ? (
              <Area key={piece.key} {...lineProps(piece)} fill={piece.color} fillOpacity={0.1} />
            ) : (
              <Line key={piece.key} {...lineProps(piece)} />
            ),
          )}
          {drag ? <ReferenceArea x1={drag[0]} x2={drag[1]} fill="var(--accent-solid)" fillOpacity={0.12} /> : null}
        </ComposedChart>
      </ResponsiveContainer>
    </div>
  );
}

const tick = { fill: "var(--muted)", fontSize: 12 } as const;

function lineProps(piece: Segment) {
  return {
    dataKey: piece.key,
    name: piece.series.name,
    type: "linear" as const,
    stroke: piece.color,
    strokeWidth: piece.isRaw ? 1 : 1.75,
    strokeOpacity: piece.isRaw ? 0.32 : 1,
    ...(piece.dashed ? { strokeDasharray: "4 3" } : {}),
    dot: piece.points.length === 1 ? { r: 2.5, strokeWidth: 0, fill: piece.color } : false,
    activeDot: piece.isRaw ? false : { r: 3, strokeWidth: 0 },
    // A piece has no gaps of its own: what is missing in a row belongs to other lines.
    connectNulls: true,
    isAnimationActive: false,
  };
}

/** Charts with other steps put their crosshair on the nearest of theirs. */
function nearest(
  ticks: readonly { readonly value?: unknown }[],
  { activeLabel }: { readonly activeLabel?: string | number | undefined },
): number {
  const sought = Number(activeLabel);
  let best = -1;
  let distance = Number.POSITIVE_INFINITY;
  for (const [index, { value }] of ticks.entries()) {
    const apart = Math.abs(Number(value) - sought);
    if (apart < distance) [best, distance] = [index, apart];
  }
  return best;
}

interface Pointer {
  readonly activeLabel?: string | number | undefined;
}

function useRangeDrag(setRange: ((range: readonly [number, number]) => void) | undefined) {
  const [drag, setDrag] = useState<readonly [number, number]>();
  if (!setRange) return { drag: undefined, handlers: {} };
  return {
    drag,
    handlers: {
      onMouseDown: ({ activeLabel }: Pointer) => activeLabel !== undefined && setDrag([Number(activeLabel), Number(activeLabel)]),
      onMouseMove: ({ activeLabel }: Pointer) => drag && activeLabel !== undefined && setDrag([drag[0], Number(activeLabel)]),
      onMouseUp: () => {
        if (drag && drag[0] !== drag[1]) setRange([Math.min(...drag), Math.max(...drag)]);
        setDrag(undefined);
      },
      onMouseLeave: () => setDrag(undefined),
    },
  };
}
