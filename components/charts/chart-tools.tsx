"use client";

import { RotateCcw } from "lucide-react";
import { useTranslations } from "next-intl";
import { type Range, useChartGroup } from "@/components/charts/chart-group";
import { Button } from "@/components/ui/button";
import { Segmented } from "@/components/ui/segmented";

/** Smoothing, scale and range of all charts of the group; what a drag on a chart does, a button does here. */
export function ChartTools({ whole }: { readonly whole: Range | undefined }) {
  const t = useTranslations("common.chart");
  const group = useChartGroup();
  if (!group) return null;
  const part = (share: number): Range | undefined => whole && [whole[1] - (whole[1] - whole[0]) * share, whole[1]];
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2 text-13">
      <label className="flex items-center gap-2 text-muted">
        {t("smoothing")}
        <input
          type="range"
          min={0}
          max={0.98}
          step={0.02}
          value={group.smoothing}
          onChange={(event) => group.setSmoothing(Number(event.target.value))}
          className="w-28 accent-accent"
        />
        <span className="w-8 text-text tabular-nums">{group.smoothing.toFixed(2)}</span>
      </label>
      <Segmented
        low
        label={t("scale")}
        value={group.isLog ? "log" : "linear"}
        onValueChange={(value) => group.setLog(value === "log")}
        options={[
          { value: "linear", label: t("linear") },
          { value: "log", label: t("log") },
        ]}
      />
      <span className="flex items-center gap-1">
        <Button size="low" look="bare" onClick={() => group.setRange(part(0.5))} disabled={!whole}>
          {t("lastHalf")}
        </Button>
        <Button size="low" look="bare" onClick={() => group.setRange(part(0.1))} disabled={!whole}>
          {t("lastTenth")}
        </Button>
        {group.range ? (
          <Button size="low" look="bare" onClick={() => group.setRange(undefined)}>
            <RotateCcw aria-hidden="true" strokeWidth={1.75} />
            {t("wholeRange")}
          </Button>
        ) : null}
      </span>
    </div>
  );
}
