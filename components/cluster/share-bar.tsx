import type { Shares } from "@/lib/cluster/node";
import { cn } from "@/lib/cn";
import { formatPercent } from "@/lib/format/number";
import type { Locale } from "@/lib/i18n/locales";

/** What is held of a node, ours before others', and how much that is. */
export function ShareBar({
  shares: { allocatable, own, others },
  locale,
  wide = false,
}: {
  readonly shares: Shares;
  readonly locale: Locale;
  readonly wide?: boolean;
}) {
  const whole = Math.max(allocatable, 1e-9);
  const share = (own + others) / whole;
  return (
    <span className={cn("flex items-center gap-2.5", wide && "w-full")}>
      <span aria-hidden="true" className={cn("flex h-1.5 overflow-hidden rounded-[3px] bg-hover", wide ? "flex-1" : "w-16")}>
        <span className="bg-accent-solid" style={{ width: `${Math.min(1, own / whole) * 100}%` }} />
        <span className="bg-wait-solid" style={{ width: `${Math.min(1, others / whole) * 100}%` }} />
      </span>
      <span className={cn("w-9 text-right tabular-nums", share > 0.85 && "text-warn-text")}>
        {formatPercent(Math.round(share * 100) / 100, locale)}
      </span>
    </span>
  );
}
