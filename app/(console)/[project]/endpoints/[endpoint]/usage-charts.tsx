"use client";

import { useTranslations } from "next-intl";
import { ChartCard } from "@/components/charts/chart-card";
import type { UsageView } from "@/lib/endpoints/get-usage";

/** Latency and requests of the last hour as the gateway measured them; nothing is drawn where nobody asked. */
export function UsageCharts({ usage }: { readonly usage: UsageView }) {
  const t = useTranslations("endpoints.usage");
  const at = (time: string) => new Date(time).getTime();
  const line = (id: "p50Ms" | "p95Ms" | "p99Ms", name: string, color: number) => ({
    id,
    name,
    color,
    points: usage.minutes.map((minute) => ({ x: at(minute.at), y: minute[id] })),
  });
  return (
    <div className="grid gap-4 md:grid-cols-2">
      <ChartCard
        title={t("latency")}
        unit="ms"
        xKind="time"
        fromZero
        emptyWords={t("none")}
        series={usage.minutes.length === 0 ? [] : [line("p50Ms", "p50", 1), line("p95Ms", "p95", 2), line("p99Ms", "p99", 3)]}
      />
      <ChartCard
        title={t("requests")}
        unit={t("perMinute")}
        xKind="time"
        fromZero
        isFilled
        emptyWords={t("none")}
        series={
          usage.minutes.length === 0
            ? []
            : [
                {
                  id: "requests",
                  name: t("all"),
                  color: 1,
                  points: usage.minutes.map(({ at: time, requests }) => ({ x: at(time), y: requests })),
                },
                {
                  id: "errors",
                  name: t("errors"),
                  color: 2,
                  points: usage.minutes.map(({ at: time, errors }) => ({ x: at(time), y: errors })),
                },
              ]
        }
      />
    </div>
  );
}
