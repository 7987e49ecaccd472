import type { ReactNode } from "react";
import { cn } from "@/lib/cn";

const looks = {
  default: "bg-hover text-secondary",
  line: "text-secondary shadow-[inset_0_0_0_1px_var(--border)]",
  accent: "bg-accent-soft text-accent",
  warn: "bg-warn-soft text-warn-text",
} as const;

/** A short word about a thing: an alias, a kind, a format. */
export function Tag({
  look = "default",
  className,
  children,
}: {
  readonly look?: keyof typeof looks;
  readonly className?: string;
  readonly children: ReactNode;
}) {
  return (
    <span className={cn("inline-flex h-5 items-center gap-1 rounded-tag px-1.5 text-12 whitespace-nowrap", looks[look], className)}>
      {children}
    </span>
  );
}
