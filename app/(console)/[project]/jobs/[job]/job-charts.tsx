"use client";

import { useTranslations } from "next-intl";
import { ChartCard } from "@/components/charts/chart-card";
import { ChartGroup } from "@/components/charts/chart-group";
import { ChartTools } from "@/components/charts/chart-tools";
import { type Series, useMetrics } from "@/components/live/use-metrics";

interface JobChartsProps {
  readonly runId: string;
  /** Shows so many cards at most. */
  readonly most?: number;
  readonly hasEnded: boolean;
  /** Smoothing, scale and range above the cards. */
  readonly withTools?: boolean;
}

/** The scalars that a job writes, as it writes them: series of one kind share a card. */
export function JobCharts({ runId, most = 200, hasEnded, withTools = false }: JobChartsProps) {
  const t = useTranslations("jobs.charts");
  const { series, isLoading } = useMetrics(runId);
  const cards = [...Map.groupBy(series, ({ name }) => kindOf(name))].slice(0, most);
  if (cards.length === 0) {
    return hasEnded && !withTools ? null : (
      <ChartCard
        title={t("metrics")}
        series={[]}
        isLoading={isLoading}
        className="max-w-140"
        {...(hasEnded && { emptyWords: t("none") })}
      />
    );
  }
  return (
    <ChartGroup>
      {withTools ? (
        <div className="mb-3">
          <ChartTools whole={wholeOf(series)} />
        </div>
      ) : null}
      <div className="grid grid-cols-[repeat(auto-fit,minmax(min(260px,100%),1fr))] gap-4">
        {cards.map(([kind, group]) => (
          <ChartCard key={kind} title={kind} unit={t("byStep")} series={group.map((one) => toChartSeries(one, kind))} />
        ))}
      </div>
    </ChartGroup>
  );
}

/** `train/loss`, `val/loss` and `loss` are one kind: what stands behind the last slash. */
function kindOf(name: string): string {
  return name.split("/").at(-1) ?? name;
}

function toChartSeries({ name, points }: Series, kind: string) {
  return {
    id: name,
    name: name === kind ? name : name.slice(0, -kind.length - 1),
    points: points.map(({ step, value }) => ({ x: step, y: value })),
  };
}

/** From the first step to the last of all series. */
function wholeOf(series: readonly Series[]): readonly [number, number] | undefined {
  const ends = series.flatMap(({ points }) => [points[0]?.step, points.at(-1)?.step].filter((step) => step !== undefined));
  return ends.length === 0 ? undefined : [Math.min(...ends), Math.max(...ends)];
}
