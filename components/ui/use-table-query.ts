"use client";

import { parseAsString, useQueryStates } from "nuqs";
import { useMemo, useTransition } from "react";
import type { DataFilter } from "@/components/ui/data-table-column";

export interface TableQuery {
  readonly q: string;
  /** Column id, with "-" in front for descending; empty for the list's own order. */
  readonly sort: string;
  readonly after: string;
  readonly filters: Readonly<Record<string, string>>;
  /** How many of search and filters are on. */
  readonly active: number;
  /** The server is on its way with what was asked. */
  readonly pending: boolean;
  set(changes: Readonly<Record<string, string | null>>): void;
  clear(): void;
}

/** Search, filters, sort and page of a list, kept in the URL: a pasted link shows the same. `server` asks the server for the rows again. */
export function useTableQuery(filters: readonly DataFilter[], server: boolean): TableQuery {
  const [pending, startTransition] = useTransition();
  const names = filters.map(({ id }) => id).join(" ");
  const parsers = useMemo(
    () =>
      Object.fromEntries(["q", "sort", "after", ...names.split(" ").filter(Boolean)].map((name) => [name, parseAsString.withDefault("")])),
    [names],
  );
  const [values, setValues] = useQueryStates(parsers, {
    shallow: !server,
    startTransition,
    throttleMs: server ? 250 : 50,
    clearOnDefault: true,
  });
  const chosen = Object.fromEntries(filters.map(({ id }) => [id, values[id] ?? ""]));
  return {
    q: values.q ?? "",
    sort: values.sort ?? "",
    after: values.after ?? "",
    filters: chosen,
    active: [values.q, ...Object.values(chosen)].filter(Boolean).length,
    pending,
    set: (changes) => void setValues({ after: null, ...changes }),
    clear: () => void setValues({ q: null, after: null, ...Object.fromEntries(filters.map(({ id }) => [id, null])) }),
  };
}
