"use client";

import { ChartSpline, Table2 } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { ChartTable } from "@/components/charts/chart-table";
import { LineChart, type LineChartProps } from "@/components/charts/line-chart";
import { type ChartSeries, isDashed, latest, seriesColor } from "@/components/charts/series";
import { Button } from "@/components/ui/button";
import { Panel } from "@/components/ui/page";
import { Bone } from "@/components/ui/skeleton";
import { cn } from "@/lib/cn";
import { formatNumber } from "@/lib/format/number";

interface ChartCardProps extends Omit<LineChartProps, "hidden" | "label"> {
  readonly title: string;
  /** At the right: "by step", "ms", "GB". */
  readonly unit?: ReactNode;
  readonly isLoading?: boolean;
  /** Why it could not be read; with a button to try again. */
  readonly failed?: { readonly reason: ReactNode; readonly retry: () => void };
  /** What to do to see points here; how to write metrics when left out. */
  readonly emptyWords?: ReactNode;
  readonly className?: string;
}

/** A chart with its name, unit, legend with latest values, and the same numbers as a table. */
export function ChartCard({ title, unit, isLoading = false, failed, emptyWords, className, ...chart }: ChartCardProps) {
  const t = useTranslations("common.chart");
  const [asTable, setAsTable] = useState(false);
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const hasPoints = chart.series.some(({ points }) => points.length > 0);
  const height = chart.height ?? 140;
  const body = () => {
    if (failed) {
      return (
        <Hollow height={height} role="alert">
          <p>{failed.reason}</p>
          <Button size="low" onClick={failed.retry}>
            {t("tryAgain")}
          </Button>
        </Hollow>
      );
    }
    if (isLoading && !hasPoints) return <Loading height={height} />;
    if (!hasPoints) {
      return (
        <Hollow height={height}>
          <p>{emptyWords ?? t.rich("empty", { mono: (words) => <code className="font-mono text-12 text-text">{words}</code> })}</p>
        </Hollow>
      );
    }
    if (asTable) return <ChartTable series={chart.series} xKind={chart.xKind ?? "step"} title={title} />;
    return <LineChart {...chart} height={height} hidden={hidden} label={title} />;
  };
  return (
    <Panel
      title={title}
      note={unit}
      className={className ?? ""}
      actions={
        hasPoints && !failed ? (
          <Button
            look="bare"
            size="lowIcon"
            className="-mr-2"
            aria-label={asTable ? t("asChart", { title }) : t("asTable", { title })}
            onClick={() => setAsTable(!asTable)}
          >
            {asTable ? (
              <ChartSpline aria-hidden="true" strokeWidth={1.75} />
            ) : (
              <Table2 aria-hidden="true" strokeWidth={1.75} className="text-muted" />
            )}
          </Button>
        ) : null
      }
    >
      {body()}
      {hasPoints && !failed && !asTable ? (
        <Legend series={chart.series} hidden={hidden} onToggle={(id) => setHidden(toggled(hidden, id))} />
      ) : null}
    </Panel>
  );
}

function Legend({
  series,
  hidden,
  onToggle,
}: {
  readonly series: readonly ChartSeries[];
  readonly hidden: ReadonlySet<string>;
  readonly onToggle: (id: string) => void;
}) {
  const locale = useLocale();
  return (
    <ul className="-mx-1 mt-2 flex flex-wrap gap-x-0.5 gap-y-0.5 text-12 text-secondary">
      {series.map((one, place) => (
        <li key={one.id} className="max-w-full">
          <button
            type="button"
            aria-pressed={!hidden.has(one.id)}
            onClick={() => onToggle(one.id)}
            className={cn(
              "flex h-6 max-w-full min-w-0 items-center gap-1.5 rounded-tag px-1 hover:bg-hover",
              hidden.has(one.id) && "text-muted line-through",
            )}
          >
            <span
              aria-hidden="true"
              className={cn("w-3 shrink-0 border-t-2", isDashed(one, place) && "border-dashed")}
              style={{ borderColor: seriesColor(one, place) }}
            />
            <span className="truncate" title={one.name}>
              {one.name}
            </span>
            <b className="font-medium text-text tabular-nums">{formatNumber(latest(one), locale)}</b>
          </button>
        </li>
      ))}
    </ul>
  );
}

function Hollow({ height, role, children }: { readonly height: number; readonly role?: "alert"; readonly children: ReactNode }) {
  return (
    <div
      role={role}
      className="grid content-center justify-items-center gap-2 rounded-control bg-sunken px-4 text-center text-13 text-muted text-balance"
      style={{ minHeight: height }}
    >
      {children}
    </div>
  );
}

function Loading({ height }: { readonly height: number }) {
  const t = useTranslations("common");
  return (
    <div role="status" aria-label={t("loading")} className="flex items-end gap-2" style={{ height }}>
      {[30, 55, 42, 68, 60, 80, 74].map((share) => (
        <Bone key={share} className="flex-1" style={{ height: `${share}%` }} />
      ))}
    </div>
  );
}

function toggled(set: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const next = new Set(set);
  if (!next.delete(id)) next.add(id);
  return next;
}
