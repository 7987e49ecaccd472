import { cn } from "@/lib/cn";

const low = "M1 12.69C1 10.92 3.8 10 8.42 10C13.04 10 15 10.67 15 11.96C15 13.9 12.34 14.9 7.72 14.9C3.1 14.9 1 14.15 1 12.69Z";
const middle = "M2.4 6.9C2.4 5.78 4.4 5.2 7.7 5.2C11 5.2 12.4 5.98 12.4 7.5C12.4 8.62 10.5 9.2 7.2 9.2C3.9 9.2 2.4 8.42 2.4 6.9Z";
const top = "M5.5 3.04C5.5 1.69 6.7 1 8.68 1C10.66 1 11.5 1.55 11.5 2.62C11.5 3.79 10.36 4.4 8.38 4.4C6.4 4.4 5.5 3.94 5.5 3.04Z";

/** Three pebbles, the top one in the accent. 16 px at least. */
export function Mark({ size = 16, className }: { readonly size?: number; readonly className?: string }) {
  return (
    <svg width={size} height={size} viewBox="0 0 16 16" aria-hidden="true" className={className}>
      <g fill="currentColor">
        <path d={low} />
        <path d={middle} />
      </g>
      <path d={top} fill="var(--accent-solid)" />
    </svg>
  );
}

/** Mark and word. */
export function Logo({ height = 20, className }: { readonly height?: number; readonly className?: string }) {
  return (
    <svg height={height} viewBox="0 0 66 20" role="img" aria-label="Cairn" className={cn("block", className)}>
      <g transform="translate(0 1.6) scale(1.08)">
        <g fill="currentColor">
          <path d={low} />
          <path d={middle} />
        </g>
        <path d={top} fill="var(--accent-solid)" />
      </g>
      <g fill="none" stroke="currentColor" strokeWidth="1.9" strokeLinecap="round" strokeLinejoin="round">
        <path d="M31.3 8.7a4.1 4.1 0 1 0 0 5.8" />
        <circle cx="38.3" cy="11.6" r="4.1" />
        <path d="M42.4 7.5v8.2M46.4 7.5v8.2M50.4 15.7V7.5M50.4 11c.2-2.2 1.5-3.5 3.6-3.5M57 15.7V7.5M57 11.2c0-2.3 1.4-3.7 3.5-3.7s3.5 1.4 3.5 3.7v4.5" />
      </g>
      <ellipse cx="46.4" cy="3.9" rx="1.5" ry="1.15" fill="var(--accent-solid)" />
    </svg>
  );
}

/** One stone laid, the next to come: the drawing of a first use. */
export function NextStone({ className }: { readonly className?: string }) {
  return (
    <svg viewBox="0 0 96 72" aria-hidden="true" className={cn("w-18", className)}>
      <path
        className="fill-wait-solid"
        d="M10 59.1C10 51.11 25.2 47 50.28 47C75.36 47 86 49.99 86 55.8C86 64.51 71.56 69 46.48 69C21.4 69 10 65.63 10 59.1Z"
      />
      <path
        className="fill-none stroke-accent-solid"
        strokeWidth="1.5"
        strokeDasharray="4 3"
        d="M20 32.58C20 27.25 30.4 24.5 47.56 24.5C64.72 24.5 72 28.38 72 35.9C72 40.92 62.12 43.5 44.96 43.5C27.8 43.5 20 39.79 20 32.58Z"
      />
    </svg>
  );
}
