import type { ReactNode } from "react";
import { cn } from "@/lib/cn";

interface QuotaBarProps {
  readonly label: ReactNode;
  /** In words, with units: "14 + 4 of 24". */
  readonly words: ReactNode;
  readonly used: number;
  /** What the request at hand would add. */
  readonly asked?: number;
  readonly limit: number;
  readonly className?: string;
}

/** Used solid, asked hatched, amber over 85 %. Borrowed and over are said in `words`. */
export function QuotaBar({ label, words, used, asked = 0, limit, className }: QuotaBarProps) {
  const whole = Math.max(limit, 1e-9);
  const usedShare = Math.min(1, used / whole);
  const askedShare = Math.min(1 - usedShare, asked / whole);
  const high = (used + asked) / whole > 0.85;
  return (
    <div className={cn("grid gap-1.25 text-13", className)}>
      <div className="flex justify-between gap-2">
        <span className="min-w-0 truncate">{label}</span>
        <span className="shrink-0 text-muted tabular-nums">{words}</span>
      </div>
      <div aria-hidden="true" className="flex h-1.5 overflow-hidden rounded-[3px] bg-hover">
        <span className={cn(high ? "bg-warn-solid" : "bg-accent-solid")} style={{ width: percent(usedShare) }} />
        {askedShare > 0 ? (
          <span
            className={cn(
              "hatch",
              high
                ? "[--hatch-back:var(--warn-soft)] [--hatch:var(--warn-solid)]"
                : "[--hatch-back:var(--accent-soft)] [--hatch:var(--accent-solid)]",
            )}
            style={{ width: percent(askedShare) }}
          />
        ) : null}
      </div>
    </div>
  );
}

function percent(share: number): string {
  return `${Math.round(share * 1000) / 10}%`;
}
