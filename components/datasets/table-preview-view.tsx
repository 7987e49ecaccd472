"use client";

import { TriangleAlert } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { type UIEvent, useState } from "react";
import { cn } from "@/lib/cn";
import type { ColumnType, TablePreview } from "@/lib/datasets/preview";
import { formatNumber } from "@/lib/format/number";

interface TablePreviewViewProps {
  readonly table: TablePreview;
  readonly rowCount: number | null;
  readonly label: string;
}

/** A wide table has thousands of fields: rows are drawn as one comes near them. */
const drawnAtFirst = 40;
const drawnMore = 80;
const nearPixels = 600;

const isNumeric = (type: ColumnType) => type === "integer" || type === "number";

/** The first rows of a table as they are: names and types above, numbers right, what is missing said. */
export function TablePreviewView({ table, rowCount, label }: TablePreviewViewProps) {
  const t = useTranslations("datasets.preview");
  const locale = useLocale();
  const [drawn, setDrawn] = useState(drawnAtFirst);
  const onScroll = ({ currentTarget: { scrollTop, clientHeight, scrollHeight } }: UIEvent<HTMLElement>) => {
    if (drawn < table.rows.length && scrollTop + clientHeight + nearPixels > scrollHeight) setDrawn(drawn + drawnMore);
  };
  return (
    <div className="grid min-w-0 gap-2">
      {table.brokenCount > 0 ? (
        <p className="flex gap-2 rounded-control bg-warn-soft px-3 py-2 text-13">
          <TriangleAlert aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-warn-text" strokeWidth={1.75} />
          <span>
            {t("broken", {
              count: table.brokenCount,
              line: table.brokenLines[0]?.line ?? 0,
              fields: table.brokenLines[0]?.fields ?? 0,
              expected: table.brokenLines[0]?.expected ?? 0,
            })}
          </span>
        </p>
      ) : null}
      <section
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        aria-label={label}
        onScroll={onScroll}
        className="max-h-[min(640px,70dvh)] overflow-auto rounded-panel border border-border"
      >
        <table
          aria-label={label}
          aria-rowcount={table.rows.length + 1}
          className="w-full border-separate border-spacing-0 text-13 [&_td]:h-8 [&_td]:max-w-80 [&_td]:truncate [&_td]:border-border [&_td]:border-r [&_td]:border-b [&_td]:px-3 [&_td]:whitespace-nowrap [&_td:last-child]:border-r-0"
        >
          <thead className="sticky top-0 z-10 bg-surface">
            <tr>
              {table.columns.map((column, index) => (
                <th
                  // biome-ignore lint/suspicious/noArrayIndexKey: columns may share a name; their place is what they are
                  key={index}
                  scope="col"
                  className={cn(
                    "border-border border-r border-b px-3 py-1.5 font-medium whitespace-nowrap last:border-r-0",
                    isNumeric(column.type) ? "text-right" : "text-left",
                  )}
                >
                  {column.name}
                  <span className="ml-1.5 font-normal text-muted">{t(`types.${column.type}`)}</span>
                  {column.missing > 0 ? (
                    <span className="block font-normal text-12 text-muted">{t("missing", { count: column.missing })}</span>
                  ) : null}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {table.rows.slice(0, drawn).map((row, place) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place
              <tr key={place} className="hover:bg-hover">
                {row.map((field, index) => (
                  <td
                    // biome-ignore lint/suspicious/noArrayIndexKey: a field is its column
                    key={index}
                    className={isNumeric(table.columns[index]?.type ?? "text") ? "text-right tabular-nums" : undefined}
                    title={field.length > 40 ? field : undefined}
                  >
                    {field === "" ? <span className="text-muted">{t("absent")}</span> : field}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <p className="text-12 text-muted tabular-nums">
        {table.isCut || (rowCount !== null && rowCount > table.rows.length)
          ? t("firstRows", { count: table.rows.length })
          : t("allRows", { count: formatNumber(table.rows.length, locale) })}
        {table.hasHeader ? "" : ` ${t("noHeader")}`}
      </p>
    </div>
  );
}
