"use client";

import type { ComponentProps, ReactNode } from "react";
import { useField } from "@/components/ui/field";
import { useTypedEarly } from "@/components/ui/use-typed-early";
import { cn } from "@/lib/cn";

export const controlStyle = [
  "w-full min-w-0 rounded-control border border-border-strong bg-surface text-13 transition-colors",
  "focus-visible:border-focus focus-visible:outline-offset-[-1px]",
  "[&[readonly]]:border-border [&[readonly]]:bg-sunken has-[input[readonly]]:border-border has-[input[readonly]]:bg-sunken",
  "disabled:cursor-not-allowed disabled:border-border disabled:bg-sunken disabled:text-muted",
  "aria-invalid:border-bad-solid",
].join(" ");

type InputProps = Omit<ComponentProps<"input">, "size" | "ref"> & {
  /** `low` stands in toolbars, `tall` on the sign-in page. */
  readonly size?: "default" | "low" | "tall";
  readonly mono?: boolean;
  /** Before the text: an icon or a unit. */
  readonly before?: ReactNode;
  /** After the text: a unit, a key cap, a button. */
  readonly after?: ReactNode;
};

const heights = { default: "h-8", low: "h-7", tall: "h-10" } as const;

/**
 * A line of text. Takes its id, description and validity from the Field around it. `required` stays off: the browser would refuse in
 * its own language, over the page, before ours stands beside the field.
 */
export function Input({ size = "default", mono = false, before, after, className, ...props }: InputProps) {
  const field = useField();
  const named = {
    ref: useTypedEarly<HTMLInputElement>(props),
    ...(field
      ? {
          id: field.id,
          "aria-describedby": field.describedBy,
          "aria-invalid": field.invalid || undefined,
          "aria-required": field.required || undefined,
        }
      : {}),
    ...props,
  };
  const text = cn(mono && "font-mono text-12");
  if (!before && !after) return <input className={cn(controlStyle, heights[size], "px-2.5", text, className)} {...named} />;
  return (
    <span
      className={cn(
        controlStyle,
        heights[size],
        "flex items-center gap-2 px-2.5 has-aria-invalid:border-bad-solid has-focus-visible:border-focus has-focus-visible:outline-2 has-focus-visible:outline-focus has-focus-visible:outline-offset-[-1px]",
        "has-disabled:border-border has-disabled:bg-sunken [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-muted",
        className,
      )}
    >
      {before}
      <input className={cn("w-full min-w-0 border-0 bg-transparent p-0 outline-0", text)} {...named} />
      {after ? <span className="flex shrink-0 items-center gap-1 text-12 text-muted">{after}</span> : null}
    </span>
  );
}
