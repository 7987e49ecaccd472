"use client";

import { Switch as Base } from "@base-ui/react/switch";
import type { ComponentProps, ReactNode } from "react";
import { cn } from "@/lib/cn";

/** Takes effect at once, unlike a checkbox in a form. */
export function Switch({
  label,
  hint,
  className,
  ...props
}: ComponentProps<typeof Base.Root> & { readonly label?: ReactNode; readonly hint?: ReactNode }) {
  const knob = (
    <Base.Root
      className={cn(
        "relative flex h-[18px] w-8 shrink-0 items-center rounded-full border border-border-strong bg-hover px-0.5 transition-colors",
        "after:absolute after:-inset-[3px] after:content-['']",
        "data-checked:border-accent data-checked:bg-accent data-disabled:cursor-not-allowed data-disabled:opacity-60",
        className,
      )}
      {...props}
    >
      <Base.Thumb className="size-3 rounded-full bg-border-strong transition-[translate,background-color] duration-200 data-checked:translate-x-3.5 data-checked:bg-surface" />
    </Base.Root>
  );
  if (label === undefined) return knob;
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: Base UI's switch inside the label is its control
    <label className="flex min-h-6 items-start justify-between gap-4 text-13">
      <span className="grid min-w-0">
        <span>{label}</span>
        {hint ? <span className="text-12 text-muted">{hint}</span> : null}
      </span>
      <span className="grid h-5 place-items-center">{knob}</span>
    </label>
  );
}
