"use client";

import { ArrowDown, ArrowUp } from "lucide-react";
import type { KeyboardEvent, MouseEvent } from "react";
import type { DataTableProps } from "@/components/ui/data-table";
import type { DataColumn } from "@/components/ui/data-table-column";
import { Table, Td, Th, Tr } from "@/components/ui/table";
import type { TableQuery } from "@/components/ui/use-table-query";
import { cn } from "@/lib/cn";

interface DataRowsProps<Row> {
  readonly table: DataTableProps<Row>;
  readonly rows: readonly Row[];
  readonly query: TableQuery;
}

/** Head and rows. A click beside the links opens the row's peek, where there is one. */
export function DataRows<Row>({ table, rows, query }: DataRowsProps<Row>) {
  const { label, columns, rowKey, selectedKey, onOpen, dense = false } = table;
  const openByKey = (key: string | undefined) => {
    const row = rows.find((one) => rowKey(one) === key);
    if (row) onOpen?.(row);
  };
  return (
    <Table label={label} dense={dense} aria-busy={query.pending || undefined} className={cn("max-sm:block", query.pending && "opacity-70")}>
      <thead className="max-sm:sr-only">
        <tr>
          {columns.map((column) => (
            <Head key={column.id} column={column} query={query} />
          ))}
        </tr>
      </thead>
      <tbody className="max-sm:block" onKeyDown={(event) => moveByKey(event, openByKey)}>
        {rows.map((row) => {
          const key = rowKey(row);
          return (
            <Tr
              key={key}
              data-row={key}
              aria-selected={selectedKey === undefined ? undefined : key === selectedKey}
              onClick={onOpen ? (event) => isOwnClick(event) && onOpen(row) : undefined}
              className={cn(
                "max-sm:grid max-sm:grid-cols-[minmax(0,1fr)_auto] max-sm:gap-x-3 max-sm:gap-y-0.5 max-sm:border-border max-sm:border-b max-sm:px-(--page-padding) max-sm:py-2.5",
                onOpen && "cursor-pointer",
              )}
            >
              {columns.map((column) => {
                const shown = column.cell(row);
                return (
                  <Td key={column.id} className={cn(cellStyle(column), shown === unknown && "max-sm:hidden")}>
                    {shown}
                  </Td>
                );
              })}
            </Tr>
          );
        })}
      </tbody>
    </Table>
  );
}

/** A dash under a heading says “not known”; alone in the corner of a phone's row it says nothing. */
const unknown = "–";

const phonePlaces = {
  // Names often differ only at their ends.
  title:
    "max-sm:col-start-1 max-sm:row-start-1 max-sm:font-medium max-sm:[&_a]:line-clamp-2 max-sm:[&_a]:break-words max-sm:[&_a]:whitespace-normal",
  below: "max-sm:col-start-1 max-sm:row-start-2",
  corner: "max-sm:col-start-2 max-sm:row-start-1 max-sm:text-right",
  "corner-below": "max-sm:col-start-2 max-sm:row-start-2 max-sm:text-right",
} as const;

function cellStyle<Row>({ align, grow, wide, phone }: DataColumn<Row>): string {
  return cn(
    align === "right" && "text-right tabular-nums",
    grow && "w-full max-w-0 truncate",
    wide && (phone ? "sm:@max-[860px]/list:hidden" : "@max-[860px]/list:hidden"),
    "max-sm:h-auto max-sm:w-auto max-sm:max-w-none max-sm:min-w-0 max-sm:truncate max-sm:border-0 max-sm:p-0!",
    phone ? phonePlaces[phone] : "max-sm:hidden",
  );
}

function Head<Row>({ column, query }: { readonly column: DataColumn<Row>; readonly query: TableQuery }) {
  const direction = query.sort === column.id ? "ascending" : query.sort === `-${column.id}` ? "descending" : undefined;
  const style = cn(column.align === "right" && "text-right", column.wide && "@max-[860px]/list:hidden");
  if (!column.sortBy) return <Th className={style}>{column.header}</Th>;
  const next = direction === "ascending" ? `-${column.id}` : direction === "descending" ? null : column.id;
  const Arrow = direction === "descending" ? ArrowDown : ArrowUp;
  return (
    <Th aria-sort={direction ?? "none"} className={style}>
      <button
        type="button"
        onClick={() => query.set({ sort: next })}
        className="group/sort inline-flex h-6 items-center gap-1 hover:text-text"
      >
        {column.header}
        <Arrow
          aria-hidden="true"
          strokeWidth={1.75}
          className={cn(
            "size-3",
            direction ? "text-accent" : "opacity-0 group-hover/sort:opacity-60 group-focus-visible/sort:opacity-60",
            column.align === "right" && "-order-1",
          )}
        />
      </button>
    </Th>
  );
}

/** A click on a link, a button or selected text is not a click on the row. */
function isOwnClick(event: MouseEvent<HTMLElement>): boolean {
  const target = event.target as HTMLElement;
  return !target.closest("a, button, input, label, [role=menuitem]") && !window.getSelection()?.toString();
}

/** J and K move from name to name; the link itself is what gets the focus, so Enter opens it. O opens the peek. */
function moveByKey(event: KeyboardEvent<HTMLElement>, open: (key: string | undefined) => void) {
  const step = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }[event.key];
  const here = (event.target as HTMLElement).closest("tr");
  if (!here || event.nativeEvent.isComposing || event.metaKey || event.ctrlKey || event.altKey) return;
  if ((event.target as HTMLElement).closest("input, [role=combobox]")) return;
  if (event.key === "o") open(here.dataset.row);
  if (step === undefined) return;
  const next = step > 0 ? here.nextElementSibling : here.previousElementSibling;
  const target = next?.querySelector<HTMLElement>("a, button");
  if (!target) return;
  event.preventDefault();
  target.focus();
}
