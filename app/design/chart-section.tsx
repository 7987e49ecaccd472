"use client";

import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { Spec } from "@/app/design/spec";
import { ChartCard } from "@/components/charts/chart-card";
import { ChartGroup } from "@/components/charts/chart-group";
import { ChartTools } from "@/components/charts/chart-tools";
import { DayBars } from "@/components/charts/day-bars";
import { RankStrips } from "@/components/charts/rank-strips";
import { Panel } from "@/components/ui/page";

/** A noise that is the same at every look. */
function noise(n: number): number {
  const x = Math.sin(n * 12.9898) * 43_758.5453;
  return x - Math.floor(x) - 0.5;
}

const steps = Array.from({ length: 240 }, (_, index) => index * 50);
const minutes = Array.from({ length: 60 }, (_, index) => Date.UTC(2026, 10, 20, 14, 57) + index * 15_000);

/** Chart cards in every state. */
export function ChartSection() {
  const t = useTranslations("design");
  const series = useMemo(
    () => ({
      loss: [
        { id: "train", name: "train", points: steps.map((x, i) => ({ x, y: 0.35 + 1.5 * Math.exp(-i / 60) + noise(i) * 0.22 })) },
        {
          id: "val",
          name: "val",
          points: steps.filter((_, i) => i % 8 === 0).map((x, i) => ({ x, y: 0.43 + 1.4 * Math.exp(-i / 6) + noise(i + 7) * 0.04 })),
        },
      ],
      gaps: [
        {
          id: "acc",
          name: "acc",
          color: 3,
          points: steps.map((x, i) => ({ x, y: i > 90 && i < 130 ? null : 0.7 - 0.6 * Math.exp(-i / 70) + noise(i) * 0.02 })),
        },
        {
          id: "before",
          name: t("lastRun"),
          color: 8,
          isReference: true,
          points: steps.map((x, i) => ({ x, y: 0.69 - 0.58 * Math.exp(-i / 80) })),
        },
      ],
      memory: [
        { id: "held", name: t("held"), points: minutes.map((x, i) => ({ x, y: i < 4 ? i * 10 : 39.6 + noise(i) * 0.4 })) },
        { id: "limit", name: t("limit"), color: 2, isReference: true, points: minutes.map((x) => ({ x, y: 48 })) },
      ],
      many: Array.from({ length: 8 }, (_, k) => ({
        id: `run-${k}`,
        name: `run ${k + 1}`,
        points: steps.filter((_, i) => i % 6 === 0).map((x, i) => ({ x, y: 0.2 + k * 0.08 + 0.5 * Math.exp(-i / (8 + k)) })),
      })),
    }),
    [t],
  );
  return (
    <Spec title={t("charts")}>
      <ChartGroup smoothing={0.8}>
        <ChartTools whole={[0, 11_950]} />
        <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-4">
          <ChartCard title={t("loss")} unit={t("byStep")} series={series.loss} />
          <ChartCard title="val/acc" unit={t("withGap")} series={series.gaps} />
          <ChartCard title={t("manyRuns")} unit={t("byStep")} series={series.many} className="sm:col-span-2" />
        </div>
      </ChartGroup>
      <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-4">
        <ChartCard title={t("memoryUse")} unit="GB" xKind="time" isFilled fromZero series={series.memory} />
        <ChartCard title={t("loading")} isLoading series={[]} />
        <ChartCard title={t("noPoints")} series={[]} />
        <ChartCard title={t("emptyFailed")} series={[]} failed={{ reason: t("emptyFailedWords"), retry: () => undefined }} />
        <Panel title={t("strips")} note="%">
          <RankStrips
            label={t("strips")}
            strips={[0, 1, 2, 3].map((rank) => ({
              id: String(rank),
              name: `r${rank}`,
              latest: String(91 - rank * 3),
              values: Array.from({ length: 60 }, (_, i) => (i % 15 === 0 ? 0.2 : 0.85 + noise(i + rank) * 0.2)),
            }))}
          />
        </Panel>
        <Panel title={t("hours")}>
          <DayBars
            label={t("hoursWords")}
            today={19}
            ends={["1", "10", "20", "30"]}
            days={Array.from({ length: 30 }, (_, i) => (i < 20 ? 40 + noise(i) * 60 : null))}
          />
        </Panel>
      </div>
    </Spec>
  );
}
