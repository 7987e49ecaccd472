"use client";

import { createSortedRowModel, rowSortingFeature, type SortingState, tableFeatures, useTable } from "@tanstack/react-table";
import { useTranslations } from "next-intl";
import { type ReactNode, useMemo } from "react";
import { Button } from "@/components/ui/button";
import type { DataColumn, DataFilter, FilterMatch } from "@/components/ui/data-table-column";
import { DataRows } from "@/components/ui/data-table-rows";
import { DataToolbar } from "@/components/ui/data-table-toolbar";
import { Empty } from "@/components/ui/empty";
import { matches } from "@/components/ui/matches";
import { TableSkeleton } from "@/components/ui/skeleton";
import { type TableQuery, useTableQuery } from "@/components/ui/use-table-query";
import { cn } from "@/lib/cn";

const features = tableFeatures({ rowSortingFeature, sortedRowModel: createSortedRowModel() });

export interface DataTableProps<Row> {
  /** What it lists, for screen readers: "Jobs". */
  readonly label: string;
  /** Undefined while they load. */
  readonly rows: readonly Row[] | undefined;
  readonly rowKey: (row: Row) => string;
  /** Keep it stable: at module scope or memoized. */
  readonly columns: readonly DataColumn<Row>[];
  /** What the search looks through; without it there is no search. A server's list only needs its presence. */
  readonly searchText?: (row: Row) => string;
  readonly searchPlaceholder?: string;
  readonly filters?: readonly DataFilter[];
  readonly filterMatch?: FilterMatch<Row>;
  /** The rows come searched, filtered and sorted from the server, which reads `q`, `sort`, `after` and the filters' ids from the URL. */
  readonly server?: { readonly total: number; readonly next: string | null };
  /** Shown instead of an empty list that nobody filtered. */
  readonly empty: ReactNode;
  /** Why it could not be loaded; a row with Try again. */
  readonly failed?: { readonly reason: ReactNode; readonly retry: () => void };
  /** Right of the toolbar. */
  readonly actions?: ReactNode;
  /** The row whose peek is open. */
  readonly selectedKey?: string | undefined;
  readonly onOpen?: (row: Row) => void;
  readonly dense?: boolean;
  readonly className?: string;
}

const noFilters: readonly DataFilter[] = [];

/** A list: search, filter and sort in the URL, edge to edge, two lines a row on a phone, J and K move between the rows. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { rows, filters = noFilters, server, failed } = props;
  const query = useTableQuery(filters, server !== undefined);
  const shown = useShownRows(props, query.q, query.filters, query.sort);
  const isBare = rows?.length === 0 && query.active === 0;
  return (
    <div className={cn("cq-list min-w-0", props.className)}>
      {isBare && !failed ? null : <DataToolbar table={props} query={query} />}
      <Body table={props} shown={shown} query={query} isBare={isBare} />
      {server && rows?.length ? <Pager label={props.label} count={rows.length} server={server} query={query} /> : null}
    </div>
  );
}

interface BodyProps<Row> {
  readonly table: DataTableProps<Row>;
  readonly shown: readonly Row[];
  readonly query: TableQuery;
  /** Nothing there, and nothing was filtered out. */
  readonly isBare: boolean;
}

function Body<Row>({ table, shown, query, isBare }: BodyProps<Row>) {
  const t = useTranslations("common");
  const { rows, failed, columns, empty } = table;
  if (failed) {
    const retry = (
      <Button size="low" onClick={failed.retry}>
        {t("tryAgain")}
      </Button>
    );
    return (
      <Empty kind="failed" title={t("couldNotLoad")} action={retry}>
        {failed.reason}
      </Empty>
    );
  }
  if (rows === undefined) return <TableSkeleton columns={Math.min(columns.length, 5)} />;
  if (isBare) return empty;
  if (shown.length > 0) return <DataRows table={table} rows={shown} query={query} />;
  const clear = (
    <Button size="low" onClick={query.clear}>
      {t("clearFilters")}
    </Button>
  );
  return (
    <Empty kind="none-match" title={t("noneMatchTitle")} action={clear}>
      {t("noneMatchHint", { count: query.active })}
    </Empty>
  );
}

interface PagerProps {
  readonly label: string;
  readonly count: number;
  readonly server: NonNullable<DataTableProps<unknown>["server"]>;
  readonly query: TableQuery;
}

/** How many of how many; buttons only where there is another page. */
function Pager({ label, count, server, query }: PagerProps) {
  const t = useTranslations("common");
  const isOnly = query.after === "" && server.next === null;
  return (
    <nav aria-label={t("pages", { list: label })} className="flex min-h-10 items-center justify-between gap-2 pt-3 text-13">
      <span className="text-muted tabular-nums">{t("shownOf", { shown: count, total: server.total })}</span>
      {isOnly ? null : (
        <span className="flex gap-2">
          <Button size="low" disabled={query.after === ""} onClick={() => query.set({ after: null })}>
            {t("firstPage")}
          </Button>
          <Button size="low" disabled={server.next === null} onClick={() => query.set({ after: server.next })}>
            {t("nextPage")}
          </Button>
        </span>
      )}
    </nav>
  );
}

/** The server's rows as they come; else searched, filtered and sorted here. */
function useShownRows<Row>(
  { rows, columns, searchText, filterMatch, server }: DataTableProps<Row>,
  q: string,
  filters: Readonly<Record<string, string>>,
  sort: string,
): readonly Row[] {
  const chosen = JSON.stringify(filters);
  const kept = useMemo(() => {
    const all = rows ?? [];
    if (server) return all;
    const on = Object.entries(JSON.parse(chosen) as Record<string, string>).filter(([, value]) => value !== "");
    return all.filter(
      (row) => (!searchText || q === "" || matches(searchText(row), q)) && on.every(([id, value]) => filterMatch?.(row, id, value) ?? true),
    );
  }, [rows, server, chosen, searchText, q, filterMatch]);
  const definitions = useMemo(
    () =>
      columns.map((column) => ({
        id: column.id,
        accessorFn: ({ row }: { row: Row }) => column.sortBy?.(row) ?? undefined,
        sortFn: compare,
        sortUndefined: "last" as const,
      })),
    [columns],
  );
  const sorting = useMemo((): SortingState => (sort === "" ? [] : [{ id: sort.replace(/^-/, ""), desc: sort.startsWith("-") }]), [sort]);
  const known = columns.some(({ id, sortBy }) => id === sorting[0]?.id && sortBy);
  const data = useMemo(() => kept.map((row) => ({ row })), [kept]);
  const table = useTable({
    features,
    columns: definitions,
    data,
    state: { sorting: known ? sorting : [] },
    manualSorting: server !== undefined,
  });
  return table.getRowModel().rows.map(({ original }) => original.row);
}

const collator = new Intl.Collator(["zh-Hans-CN", "en"], { numeric: true, sensitivity: "base" });

/** Words by pinyin and number, numbers by size; what is missing stands last. */
function compare(a: { getValue(id: string): unknown }, b: { getValue(id: string): unknown }, id: string): number {
  const [one, two] = [a.getValue(id), b.getValue(id)];
  return typeof one === "number" && typeof two === "number" ? one - two : collator.compare(String(one), String(two));
}
