import { cn } from "@/lib/cn";

interface DayBarsProps {
  /** One a day, oldest first; null for a day to come. */
  readonly days: readonly (number | null)[];
  /** Place of today, drawn in ink. */
  readonly today?: number;
  /** The same in words. */
  readonly label: string;
  readonly ends: readonly string[];
  readonly className?: string;
}

/** A month of use, a bar a day. */
export function DayBars({ days, today, label, ends, className }: DayBarsProps) {
  const most = Math.max(1e-9, ...days.map((day) => day ?? 0));
  return (
    <figure className={className}>
      <div role="img" aria-label={label} className="my-2 flex h-14 items-end gap-0.75">
        {days.map((day, index) => (
          <span
            // biome-ignore lint/suspicious/noArrayIndexKey: a day is its place
            key={index}
            className={cn("flex-1 rounded-[1px]", day === null ? "h-0.5 bg-border" : index === today ? "bg-text" : "bg-accent-solid")}
            style={day === null ? undefined : { height: `${Math.max(2, Math.round((day / most) * 100))}%` }}
          />
        ))}
      </div>
      <figcaption className="flex justify-between text-12 text-muted leading-4 tabular-nums">
        {ends.map((end) => (
          <span key={end}>{end}</span>
        ))}
      </figcaption>
    </figure>
  );
}
