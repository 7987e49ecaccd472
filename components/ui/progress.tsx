import { cn } from "@/lib/cn";

/** A share of a known whole, 0 to 1. `prep` for what happens before the run. */
export function Progress({
  value,
  label,
  prep = false,
  className,
}: {
  readonly value: number;
  readonly label: string;
  readonly prep?: boolean;
  readonly className?: string;
}) {
  const percent = Math.round(Math.min(1, Math.max(0, value)) * 100);
  return (
    <span
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
      className={cn("block h-1.5 w-30 shrink-0 overflow-hidden rounded-[3px] bg-hover", className)}
    >
      <span
        className={cn("block h-full transition-[width] duration-200", prep ? "bg-prep-solid" : "bg-move-solid")}
        style={{ width: `${percent}%` }}
      />
    </span>
  );
}
