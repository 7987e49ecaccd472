import type { ReactNode } from "react";
import { cn } from "@/lib/cn";

/** A key cap. */
export function Kbd({ children, className }: { readonly children: ReactNode; readonly className?: string }) {
  return (
    <kbd
      className={cn(
        "inline-block min-w-[18px] rounded-tag border border-border bg-surface px-1 text-center font-medium font-sans text-11 text-muted",
        className,
      )}
    >
      {children}
    </kbd>
  );
}
