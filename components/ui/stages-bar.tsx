import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { cn } from "@/lib/cn";

/** How a segment is drawn: waiting, preparing, running, its end, or still to come. */
export type SegmentLook = "wait" | "prep" | "run" | "done" | "bad" | "warn" | "off" | "next";

export interface Segment {
  readonly id: string;
  readonly look: SegmentLook;
  /** "Queued", "Image 61%". */
  readonly label: ReactNode;
  /** "4 min 10 s", "since 13:58". */
  readonly note?: ReactNode;
  /** How long it took or is expected to; widths go by its root. */
  readonly ms: number;
}

const looks: Record<SegmentLook, string> = {
  wait: "hatch shadow-[inset_0_0_0_1px_var(--wait-solid)]",
  prep: "bg-prep-solid",
  run: "bg-move-solid",
  done: "bg-good-solid",
  bad: "bg-bad-solid",
  warn: "bg-warn-solid",
  off: "bg-wait-solid",
  next: "opacity-70 shadow-[inset_0_0_0_1px_var(--border-strong)]",
};

/** The way of a workload from queue to end: one bar, a segment a stage; upright where it is narrow. */
export function StagesBar({ segments, className }: { readonly segments: readonly Segment[]; readonly className?: string }) {
  const t = useTranslations("common");
  return (
    <div className={cn("@container/stages", className)}>
      <ol aria-label={t("stages")} className="flex gap-0.5 @max-[520px]/stages:grid @max-[520px]/stages:gap-0">
        {segments.map((segment) => (
          <li
            key={segment.id}
            className="group @container/stage grid min-w-6 grid-cols-[minmax(0,1fr)] content-start gap-1.5 @max-[520px]/stages:min-h-[30px] @max-[520px]/stages:grid-cols-[8px_minmax(0,1fr)] @max-[520px]/stages:content-stretch @max-[520px]/stages:gap-2.5"
            style={{ flex: `${weight(segment)} 1 0` }}
          >
            <span
              className={cn(
                "block h-2 rounded-[1px] @max-[520px]/stages:my-px @max-[520px]/stages:h-auto @min-[520px]/stages:group-first:rounded-l-[4px] @min-[520px]/stages:group-last:rounded-r-[4px]",
                looks[segment.look],
              )}
            />
            <div className="min-w-0 text-12 leading-4 @max-[56px]/stage:invisible @max-[520px]/stages:flex @max-[520px]/stages:items-center @max-[520px]/stages:justify-between @max-[520px]/stages:gap-3">
              <span className="block truncate text-secondary @max-[520px]/stages:text-13">{segment.label}</span>
              <span className="block truncate text-muted tabular-nums @max-[520px]/stages:text-right @max-[520px]/stages:whitespace-normal">
                {segment.note ?? " "}
              </span>
            </div>
          </li>
        ))}
      </ol>
    </div>
  );
}

/** The same drawing, 112 by 6, for lists. `words` says it for those who cannot see it. */
export function MiniStages({
  segments,
  words,
}: {
  readonly segments: readonly Pick<Segment, "id" | "look" | "ms">[];
  readonly words: string;
}) {
  return (
    <span role="img" aria-label={words} className="flex w-28 gap-px">
      {segments.map((segment) => (
        <span
          key={segment.id}
          className={cn("h-1.5 min-w-1 rounded-[1px] first:rounded-l-[3px] last:rounded-r-[3px]", looks[segment.look])}
          style={{ flex: `${weight(segment)} 1 0` }}
        />
      ))}
    </span>
  );
}

/** By the root of time, so that seconds beside hours can still be seen. */
function weight({ ms }: { readonly ms: number }): number {
  return Math.max(1, Math.round(Math.sqrt(Math.max(0, ms) / 1000) * 100) / 100);
}
