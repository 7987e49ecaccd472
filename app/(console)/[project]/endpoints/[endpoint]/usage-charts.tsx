"use client";

import { useTranslations } from "next-intl";
import { ChartCard } from "@/components/charts/chart-card";
import type { UsageView } from "@/lib/endpoints/get-usage";

/** Latency and requests of the last hour as the gateway measured them; nothing is drawn where nobody asked. */
export function UsageCharts({ usage }: { readonly usage: UsageView }) {
  const t = useTranslations("endpoints.usage");
  const minutes = filled(usage.minutes);
  const line = (id: keyof Omit<Minute, "at">, name: string, color: number) => ({
    id,
    name,
    color,
    // A figure covers its whole minute: it begins and ends with it.
    points: minutes.flatMap((minute) => [minute.at, minute.at + minuteMs - 1].map((x) => ({ x, y: minute[id] }))),
  });
  return (
    <div className="grid gap-4 md:grid-cols-2">
      <ChartCard
        title={t("latency")}
        unit="ms"
        xKind="time"
        fromZero
        emptyWords={t("none")}
        series={minutes.length === 0 ? [] : [line("p50Ms", "p50", 1), line("p95Ms", "p95", 2), line("p99Ms", "p99", 3)]}
      />
      <ChartCard
        title={t("requests")}
        unit={t("perMinute")}
        xKind="time"
        fromZero
        isFilled
        emptyWords={t("none")}
        series={minutes.length === 0 ? [] : [line("requests", t("all"), 1), line("errors", t("errors"), 2)]}
      />
    </div>
  );
}

interface Minute extends Omit<UsageView["minutes"][number], "at"> {
  readonly at: number;
}

const minuteMs = 60_000;

/** From the first minute in which somebody asked up to the last: between them nobody did, which is 0 requests and no latency. */
function filled(minutes: UsageView["minutes"]): readonly Minute[] {
  const known = new Map(minutes.map((minute) => [new Date(minute.at).getTime(), minute]));
  const first = Math.min(...known.keys());
  const last = Math.max(...known.keys());
  if (known.size === 0) return [];
  return Array.from({ length: (last - first) / minuteMs + 1 }, (_, index) => {
    const at = first + index * minuteMs;
    return { ...(known.get(at) ?? { requests: 0, errors: 0, p50Ms: null, p95Ms: null, p99Ms: null }), at };
  });
}
