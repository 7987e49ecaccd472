"use client";

import { Radio } from "@base-ui/react/radio";
import { RadioGroup } from "@base-ui/react/radio-group";
import type { ReactNode } from "react";
import { cn } from "@/lib/cn";

export interface RadioRow<Value extends string> {
  readonly value: Value;
  readonly name: ReactNode;
  /** Beside the name: memory, architecture. */
  readonly detail?: ReactNode;
  /** In the middle: a cell a device, a sentence. */
  readonly middle?: ReactNode;
  readonly right?: ReactNode;
  /** What happens when it is chosen, in the tone of `tone`. */
  readonly tells?: ReactNode;
  readonly tone?: "good" | "wait" | "warn";
  /** It cannot be chosen; `tells` says why. */
  readonly impossible?: boolean;
}

interface RadioRowsProps<Value extends string> {
  readonly label: string;
  readonly rows: readonly RadioRow<Value>[];
  readonly value: Value | undefined;
  readonly onValueChange: (value: Value) => void;
  readonly name?: string;
  readonly className?: string;
}

const tones = { good: "text-good-text", wait: "text-wait-text", warn: "text-warn-text" } as const;

/** One of several, each with its facts in columns: the resource picker's form. */
export function RadioRows<Value extends string>({ label, rows, value, onValueChange, name, className }: RadioRowsProps<Value>) {
  return (
    <RadioGroup
      aria-label={label}
      value={value ?? ""}
      onValueChange={(next) => onValueChange(next as Value)}
      {...(name ? { name } : {})}
      className={cn(
        "grid overflow-hidden rounded-control border border-border-strong sm:grid-cols-[30px_auto_minmax(0,1fr)_auto_auto]",
        className,
      )}
    >
      {rows.map((row) => (
        // biome-ignore lint/a11y/noLabelWithoutControl: Base UI's radio inside the label is its control
        <label
          key={row.value}
          className={cn(
            "grid min-h-11 grid-cols-[16px_minmax(0,1fr)_auto] items-center gap-x-3 gap-y-0.5 border-border border-t px-3.5 py-2 text-13 first:border-t-0",
            "sm:col-span-full sm:grid-cols-subgrid sm:py-1.5",
            "has-data-checked:bg-selected",
            row.impossible && "cursor-not-allowed",
          )}
        >
          <Radio.Root
            value={row.value}
            disabled={row.impossible ?? false}
            className="size-4 rounded-full border border-border-strong bg-surface data-checked:border-[5px] data-checked:border-accent data-disabled:border-dashed"
          />
          <span className="flex flex-wrap items-baseline gap-x-2">
            <b className={cn("font-medium", row.impossible && "text-muted")}>{row.name}</b>
            {row.detail ? <span className="text-muted">{row.detail}</span> : null}
          </span>
          <span className="hidden overflow-hidden sm:block">{row.middle}</span>
          <span className="text-right text-secondary tabular-nums">{row.right}</span>
          <span className={cn("col-start-2 col-end-4 font-medium sm:col-auto sm:text-right", row.tone && tones[row.tone])}>
            {row.tells}
          </span>
        </label>
      ))}
    </RadioGroup>
  );
}
