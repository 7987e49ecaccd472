"use client";

import { ChevronDown, ListFilter, Search, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import type { DataTableProps } from "@/components/ui/data-table";
import type { DataFilter } from "@/components/ui/data-table-column";
import { Input } from "@/components/ui/input";
import { Kbd } from "@/components/ui/kbd";
import { Menu, MenuItem } from "@/components/ui/menu";
import type { TableQuery } from "@/components/ui/use-table-query";
import { cn } from "@/lib/cn";

/** Search, filters, what stands at the right. `/` goes to the search. */
export function DataToolbar<Row>({ table, query }: { readonly table: DataTableProps<Row>; readonly query: TableQuery }) {
  const t = useTranslations("common");
  const { searchText, searchPlaceholder, filters = [], actions, label } = table;
  if (!searchText && filters.length === 0 && !actions) return null;
  return (
    <search className="mb-3 flex flex-wrap items-center gap-2">
      {searchText ? (
        <Input
          size="low"
          type="search"
          data-list-search=""
          className={cn("max-sm:h-8 max-sm:w-full [&_input::-webkit-search-cancel-button]:hidden", searchPlaceholder ? "w-70" : "w-55")}
          aria-label={t("searchIn", { list: label })}
          placeholder={searchPlaceholder ?? t("search")}
          value={query.q}
          onChange={(event) => query.set({ q: event.target.value || null })}
          onKeyDown={(event) => event.key === "Escape" && !event.nativeEvent.isComposing && event.currentTarget.blur()}
          before={<Search aria-hidden="true" strokeWidth={1.75} />}
          after={query.q === "" ? <Kbd className="max-sm:hidden">/</Kbd> : null}
        />
      ) : null}
      {filters.map((filter) => (
        <FilterMenu
          key={filter.id}
          filter={filter}
          value={query.filters[filter.id] ?? ""}
          onChange={(value) => query.set({ [filter.id]: value || null })}
        />
      ))}
      {query.active > 0 ? (
        <Button look="bare" size="low" onClick={query.clear}>
          <X aria-hidden="true" strokeWidth={1.75} />
          {t("clearFilters")}
        </Button>
      ) : null}
      {actions ? <span className="ml-auto flex items-center gap-2">{actions}</span> : null}
    </search>
  );
}

function FilterMenu({
  filter,
  value,
  onChange,
}: {
  readonly filter: DataFilter;
  readonly value: string;
  readonly onChange: (value: string) => void;
}) {
  const t = useTranslations("common");
  const chosen = filter.options.find((option) => option.value === value);
  return (
    <Menu
      align="start"
      trigger={
        <Button size="low" className="font-normal text-secondary">
          <ListFilter aria-hidden="true" className="size-3.5! text-muted" strokeWidth={1.75} />
          {chosen
            ? t.rich("filterOn", {
                label: filter.label,
                value: chosen.label,
                b: (words) => <b className="font-medium text-text">{words}</b>,
              })
            : filter.label}
          <ChevronDown aria-hidden="true" className="size-3.5! text-muted" strokeWidth={1.75} />
        </Button>
      }
    >
      <MenuItem onClick={() => onChange("")} right={value === "" ? "✓" : undefined}>
        {t("all")}
      </MenuItem>
      {filter.options.map((option) => (
        <MenuItem key={option.value} onClick={() => onChange(option.value)} right={option.value === value ? "✓" : undefined}>
          {option.label}
        </MenuItem>
      ))}
    </Menu>
  );
}
