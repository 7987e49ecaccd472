import type { ReactNode } from "react";
import { CopyButton } from "@/components/ui/copy-button";
import { cn } from "@/lib/cn";

/** An address, command or id in one line with its copy button. */
export function CopyLine({
  value,
  before,
  label,
  className,
}: {
  readonly value: string;
  readonly before?: ReactNode;
  readonly label?: string;
  readonly className?: string;
}) {
  return (
    <span
      className={cn(
        "flex h-8 min-w-0 items-center gap-2 rounded-control border border-border bg-sunken pr-0.5 pl-2.5 font-mono text-12",
        className,
      )}
    >
      {before}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a line that scrolls must be reachable by keyboard */}
      <span tabIndex={0} className="min-w-0 flex-1 overflow-x-auto whitespace-nowrap scrollbar-none">
        {value}
      </span>
      <CopyButton value={value} {...(label ? { label } : {})} />
    </span>
  );
}
