"use client";

import { useLocale, useTranslations } from "next-intl";
import type { Segment } from "@/components/charts/series";
import { formatNumber } from "@/lib/format/number";

interface ChartTipProps {
  readonly segments: readonly Segment[];
  readonly formatX: (x: number) => string;
  readonly xKind: "step" | "time";
  /** Given by the chart. */
  readonly active?: boolean;
  readonly label?: string | number;
}

/** What all lines say at the crosshair; of a line without a point there, its nearest before. */
export function ChartTip({ segments, formatX, xKind, active = false, label }: ChartTipProps) {
  const t = useTranslations("common.chart");
  const locale = useLocale();
  if (!active || label === undefined) return null;
  const x = Number(label);
  const shown = segments
    .filter(({ isRaw }) => !isRaw)
    .flatMap((piece) => {
      const y = valueAt(piece, x);
      return y === undefined ? [] : [{ piece, y }];
    });
  return (
    <div className="grid gap-0.5 rounded-control bg-raised px-2.5 py-1.5 text-12 text-secondary shadow-raised">
      <b className="font-semibold text-text tabular-nums">
        {xKind === "step" ? t("atStep", { step: formatNumber(x, locale) }) : formatX(x)}
      </b>
      {shown.map(({ piece, y }) => (
        <span key={piece.key} className="flex items-center gap-1.5">
          <span
            aria-hidden="true"
            className="w-2.5 border-t-2"
            style={{ borderColor: piece.color, borderStyle: piece.dashed ? "dashed" : "solid" }}
          />
          {piece.series.name}
          <b className="ml-auto pl-3 font-semibold text-text tabular-nums">{formatNumber(y, locale)}</b>
        </span>
      ))}
    </div>
  );
}

function valueAt({ points }: Segment, x: number): number | undefined {
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last || x < first.x || x > last.x) return undefined;
  return points.findLast((point) => point.x <= x)?.y;
}
