import type { ComponentProps } from "react";
import { cn } from "@/lib/cn";

/** Scrolls sideways inside itself, edge to edge of the page or panel; gives the first and last cell the page's padding. */
export function Table({
  label,
  dense = false,
  className,
  ...props
}: ComponentProps<"table"> & { readonly label: string; readonly dense?: boolean }) {
  return (
    <div data-table className="relative overflow-x-auto bleed">
      <table
        aria-label={label}
        data-dense={dense || undefined}
        className={cn("group/table w-full border-collapse text-13", className)}
        {...props}
      />
    </div>
  );
}

export function Th({ className, ...props }: ComponentProps<"th">) {
  return (
    <th
      scope="col"
      className={cn(
        "h-8 border-border border-b px-3 text-left font-medium text-12 text-muted whitespace-nowrap first:pl-(--page-padding) last:pr-(--page-padding)",
        className,
      )}
      {...props}
    />
  );
}

export function Tr({ className, ...props }: ComponentProps<"tr">) {
  return (
    <tr
      className={cn(
        "transition-colors hover:bg-hover aria-selected:bg-selected aria-selected:shadow-[inset_2px_0_0_var(--accent)]",
        className,
      )}
      {...props}
    />
  );
}

export function Td({ className, ...props }: ComponentProps<"td">) {
  return (
    <td
      className={cn(
        "h-10 border-border border-b px-3 whitespace-nowrap group-data-dense/table:h-8.5 first:pl-(--page-padding) last:pr-(--page-padding)",
        className,
      )}
      {...props}
    />
  );
}
