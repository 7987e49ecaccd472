"use client";

import { Checkbox as Base } from "@base-ui/react/checkbox";
import { Check, Minus } from "lucide-react";
import type { ComponentProps, ReactNode } from "react";
import { cn } from "@/lib/cn";

/** A yes-or-no answer. With `label` the whole line is the target; without one give it an `aria-label`. */
export function Checkbox({
  label,
  hint,
  className,
  ...props
}: ComponentProps<typeof Base.Root> & { readonly label?: ReactNode; readonly hint?: ReactNode }) {
  const box = (
    <Base.Root
      className={cn(
        "grid size-4 shrink-0 place-items-center rounded-[3px] border border-border-strong bg-surface text-surface transition-colors",
        "data-checked:border-accent data-checked:bg-accent data-indeterminate:border-accent data-indeterminate:bg-accent",
        "data-disabled:cursor-not-allowed data-disabled:border-border data-disabled:bg-sunken data-disabled:text-muted",
        "relative after:absolute after:-inset-1 after:content-['']",
        className,
      )}
      {...props}
    >
      <Base.Indicator
        className="grid place-items-center data-unchecked:hidden"
        render={(indicator, state) => (
          <span {...indicator}>
            {state.indeterminate ? (
              <Minus aria-hidden="true" className="size-3" strokeWidth={3} />
            ) : (
              <Check aria-hidden="true" className="size-3" strokeWidth={3} />
            )}
          </span>
        )}
      />
    </Base.Root>
  );
  if (label === undefined) return box;
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: Base UI's checkbox inside the label is its control
    <label className="flex min-h-6 items-start gap-2 text-13">
      <span className="grid h-5 place-items-center">{box}</span>
      <span className="grid min-w-0">
        <span>{label}</span>
        {hint ? <span className="text-12 text-muted">{hint}</span> : null}
      </span>
    </label>
  );
}
