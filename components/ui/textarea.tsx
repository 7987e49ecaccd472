"use client";

import type { ComponentProps } from "react";
import { useField } from "@/components/ui/field";
import { controlStyle } from "@/components/ui/input";
import { useTypedEarly } from "@/components/ui/use-typed-early";
import { cn } from "@/lib/cn";

/** Several lines; grows with its text up to 12 lines. */
export function Textarea({
  mono = false,
  className,
  rows = 3,
  ...props
}: Omit<ComponentProps<"textarea">, "ref"> & { readonly mono?: boolean }) {
  const field = useField();
  return (
    <textarea
      ref={useTypedEarly<HTMLTextAreaElement>(props)}
      rows={rows}
      className={cn(
        controlStyle,
        "field-sizing-content max-h-65 min-h-16 resize-y px-2.5 py-1.5",
        mono && "font-mono text-12 leading-5",
        className,
      )}
      {...(field
        ? {
            id: field.id,
            "aria-describedby": field.describedBy,
            "aria-invalid": field.invalid || undefined,
            "aria-required": field.required || undefined,
          }
        : {})}
      {...props}
    />
  );
}
