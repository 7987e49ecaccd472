"use client";

import { Toggle } from "@base-ui/react/toggle";
import { ToggleGroup } from "@base-ui/react/toggle-group";
import type { ReactNode } from "react";
import { cn } from "@/lib/cn";

interface SegmentedProps<Value extends string> {
  readonly label: string;
  readonly options: readonly { readonly value: Value; readonly label: ReactNode; readonly icon?: ReactNode; readonly disabled?: boolean }[];
  readonly value: Value;
  readonly onValueChange: (value: Value) => void;
  readonly low?: boolean;
  readonly className?: string;
}

/** One of a few views of the same thing. */
export function Segmented<Value extends string>({ label, options, value, onValueChange, low = false, className }: SegmentedProps<Value>) {
  return (
    <ToggleGroup
      aria-label={label}
      value={[value]}
      onValueChange={([next]) => next !== undefined && onValueChange(next as Value)}
      className={cn(
        "inline-flex max-w-full gap-0.5 overflow-x-auto rounded-control bg-sunken p-0.5 shadow-[inset_0_0_0_1px_var(--border)] scrollbar-none",
        className,
      )}
    >
      {options.map((option) => (
        <Toggle
          key={option.value}
          value={option.value}
          disabled={option.disabled ?? false}
          className={cn(
            "inline-flex items-center gap-1.5 rounded-tag text-secondary whitespace-nowrap transition-colors -outline-offset-2! hover:text-text disabled:text-muted",
            "data-pressed:bg-raised data-pressed:font-medium data-pressed:text-text data-pressed:shadow-[0_0_0_1px_var(--border),0_1px_2px_oklch(0_0_0/0.06)]",
            "[&_svg]:size-4 [&_svg]:shrink-0",
            low ? "h-6 px-2 text-12" : "h-7 px-3 text-13",
          )}
        >
          {option.icon}
          {option.label}
        </Toggle>
      ))}
    </ToggleGroup>
  );
}
