"use client";

import { Combobox } from "@base-ui/react/combobox";
import { Check, ChevronsUpDown, Search } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, useMemo } from "react";
import { useField } from "@/components/ui/field";
import { controlStyle } from "@/components/ui/input";
import { matches } from "@/components/ui/matches";
import { cn } from "@/lib/cn";

export interface SelectOption<Value extends string = string> {
  readonly value: Value;
  /** Plain text: what is shown closed, searched and read out. */
  readonly label: string;
  /** Muted, behind the label: a version, a size. */
  readonly detail?: ReactNode;
  readonly icon?: ReactNode;
  readonly disabled?: boolean;
}

interface SelectProps<Value extends string> {
  readonly options: readonly SelectOption<Value>[];
  readonly value: Value | undefined;
  readonly onValueChange: (value: Value) => void;
  readonly placeholder?: string;
  /** Why there is nothing to choose, in a sentence. */
  readonly emptyWords?: ReactNode;
  readonly disabled?: boolean;
  readonly name?: string;
  readonly size?: "default" | "low";
  /** Needed only outside of a Field. */
  readonly label?: string;
  readonly className?: string;
  readonly onBlur?: () => void;
}

/** Type to search, seven rows, an empty list says why. Chinese labels are found by pinyin too. */
export function Select<Value extends string>({
  options,
  value,
  onValueChange,
  placeholder,
  emptyWords,
  disabled = false,
  name,
  size = "default",
  label,
  className,
  onBlur,
}: SelectProps<Value>) {
  const t = useTranslations("common");
  const field = useField();
  const chosen = useMemo(() => options.find((option) => option.value === value) ?? null, [options, value]);
  return (
    <Combobox.Root
      items={options as SelectOption<Value>[]}
      value={chosen}
      onValueChange={(next) => next && onValueChange(next.value)}
      filter={(option, query) => matches(option.label, query)}
      isItemEqualToValue={(a, b) => a.value === b.value}
      itemToStringValue={(option) => option.value}
      disabled={disabled}
      {...(name ? { name } : {})}
    >
      <Combobox.Trigger
        id={field?.id}
        aria-describedby={field?.describedBy}
        aria-invalid={field?.invalid || undefined}
        {...(label ? { "aria-label": label } : {})}
        onBlur={onBlur}
        className={cn(controlStyle, "flex items-center gap-2 px-2.5 text-left", size === "low" ? "h-7" : "h-8", className)}
      >
        {chosen ? (
          <OptionWords option={chosen} />
        ) : (
          <span className="min-w-0 flex-1 truncate text-muted">{placeholder ?? t("choose")}</span>
        )}
        <ChevronsUpDown aria-hidden="true" className="size-4 shrink-0 text-muted" strokeWidth={1.75} />
      </Combobox.Trigger>
      <Combobox.Portal>
        <Combobox.Positioner sideOffset={4} className="z-50 outline-none">
          <Combobox.Popup
            aria-label={label ?? t("choose")}
            className="w-[max(var(--anchor-width),220px)] max-w-(--available-width) overflow-hidden rounded-panel bg-raised shadow-raised transition-opacity data-ending-style:opacity-0 data-starting-style:opacity-0"
          >
            <div className="flex h-9 items-center gap-2 border-border border-b px-3">
              <Search aria-hidden="true" className="size-4 shrink-0 text-muted" strokeWidth={1.75} />
              <Combobox.Input
                aria-label={t("search")}
                placeholder={t("search")}
                className="w-full min-w-0 bg-transparent text-13 outline-0"
              />
            </div>
            <Combobox.Empty className="empty:hidden">
              <div className="px-3 py-3 text-13 text-muted">
                {options.length === 0 ? (emptyWords ?? t("nothingToChoose")) : t("noneMatch")}
              </div>
            </Combobox.Empty>
            <Combobox.List className="max-h-[min(244px,var(--available-height))] overflow-y-auto p-1 empty:p-0">
              {(option: SelectOption<Value>) => (
                <Combobox.Item
                  key={option.value}
                  value={option}
                  disabled={option.disabled ?? false}
                  className="flex min-h-8 cursor-default items-center gap-2 rounded-control px-2 text-13 data-disabled:text-muted data-highlighted:bg-hover"
                >
                  <OptionWords option={option} />
                  <Combobox.ItemIndicator className="text-accent">
                    <Check aria-hidden="true" className="size-4" strokeWidth={2} />
                  </Combobox.ItemIndicator>
                </Combobox.Item>
              )}
            </Combobox.List>
          </Combobox.Popup>
        </Combobox.Positioner>
      </Combobox.Portal>
    </Combobox.Root>
  );
}

function OptionWords({ option }: { readonly option: SelectOption }) {
  return (
    <span className="flex min-w-0 flex-1 items-center gap-2 [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-muted">
      {option.icon}
      <span className="truncate">{option.label}</span>
      {option.detail ? <span className="shrink-0 text-muted">{option.detail}</span> : null}
    </span>
  );
}
