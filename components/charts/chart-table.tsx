"use client";

import { useLocale, useTimeZone, useTranslations } from "next-intl";
import { useMemo } from "react";
import { type ChartSeries, rowsOf, segmentsOf } from "@/components/charts/series";
import { Td, Th, Tr } from "@/components/ui/table";
import { formatNumber } from "@/lib/format/number";
import { formatClock } from "@/lib/format/time";

/** The newest rows; the download has them all. */
const mostRows = 200;

/** The numbers of a chart, newest first, for those who read rather than look. */
export function ChartTable({
  series,
  xKind,
  title,
}: {
  readonly series: readonly ChartSeries[];
  readonly xKind: "step" | "time";
  readonly title: string;
}) {
  const t = useTranslations("common.chart");
  const locale = useLocale();
  const timeZone = useTimeZone() ?? "UTC";
  const rows = useMemo(() => rowsOf(segmentsOf(series, 0)).toReversed().slice(0, mostRows), [series]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section tabIndex={0} aria-label={title} className="max-h-60 overflow-auto rounded-control border border-border [--page-padding:12px]">
      <table aria-label={title} data-dense="" className="group/table w-full border-collapse text-13">
        <thead className="sticky top-0 bg-surface">
          <tr>
            <Th>{t(xKind)}</Th>
            {series.map(({ id, name }) => (
              <Th key={id} className="text-right">
                {name}
              </Th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Tr key={row.x}>
              <Td className="tabular-nums">
                {xKind === "time" ? formatClock(new Date(row.x), locale, timeZone, true) : formatNumber(row.x, locale)}
              </Td>
              {series.map(({ id }) => (
                <Td key={id} className="text-right tabular-nums">
                  {formatNumber(valueIn(row, id), locale)}
                </Td>
              ))}
            </Tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function valueIn(row: Readonly<Record<string, number>>, id: string): number | null {
  const key = Object.keys(row).find((name) => name.startsWith(`${id}~`));
  return key === undefined ? null : (row[key] ?? null);
}
