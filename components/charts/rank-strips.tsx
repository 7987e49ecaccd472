import { cn } from "@/lib/cn";

interface Strip {
  readonly id: string;
  readonly name: string;
  /** 0 to 1 over time, oldest first; null where nothing is known. */
  readonly values: readonly (number | null)[];
  readonly latest: string;
}

/** Ranks as strips, not spaghetti: the darker, the busier. */
export function RankStrips({
  strips,
  label,
  className,
}: {
  readonly strips: readonly Strip[];
  readonly label: string;
  readonly className?: string;
}) {
  return (
    <ul aria-label={label} className={cn("grid gap-2 py-0.75 text-12 leading-4", className)}>
      {strips.map(({ id, name, values, latest }) => (
        <li key={id} className="grid grid-cols-[24px_minmax(0,1fr)_auto] items-center gap-2">
          <span className="text-muted">{name}</span>
          <svg
            aria-hidden="true"
            viewBox={`0 0 ${Math.max(1, values.length)} 1`}
            preserveAspectRatio="none"
            className="block h-5 w-full rounded-[2px] bg-sunken fill-chart-1"
          >
            {known(values).map(({ x, share }) => (
              <rect key={x} x={x} y="0" width="1.02" height="1" opacity={(12 + Math.round(88 * share)) / 100} />
            ))}
          </svg>
          <b className="min-w-5.5 text-right font-medium tabular-nums">{latest}</b>
        </li>
      ))}
    </ul>
  );
}

function known(values: readonly (number | null)[]): readonly { readonly x: number; readonly share: number }[] {
  return values.flatMap((value, x) => (value === null ? [] : [{ x, share: Math.round(Math.min(1, Math.max(0, value)) * 100) / 100 }]));
}
