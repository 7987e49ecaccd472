import { cn } from "@/lib/cn";

const stones = [
  "M4 96.4C4 86.24 22.4 81 52.76 81C83.12 81 96 84.57 96 91.5C96 103.05 78.52 109 48.16 109C17.8 109 4 104.72 4 96.4Z",
  "M11 64.63C11 57.61 25 54 48.1 54C71.2 54 81 59.1 81 69C81 75.6 67.7 79 44.6 79C21.5 79 11 74.11 11 64.63Z",
  "M27 42.8C27 33.69 37.4 29 54.56 29C71.72 29 79 32.52 79 39.35C79 47.7 69.12 52 51.96 52C34.8 52 27 48.87 27 42.8Z",
  "M32 16C32 10.06 38.8 7 50.02 7C61.24 7 66 11.08 66 19C66 24.28 59.54 27 48.32 27C37.1 27 32 23.26 32 16Z",
];

/** A cairn of four: stones that are laid, the next one, and the later ones in outline. */
export function FourStones({ laid, className }: { readonly laid: number; readonly className?: string }) {
  return (
    <svg viewBox="0 0 100 112" aria-hidden="true" className={className}>
      {stones.map((d, index) => (
        <path
          key={d}
          d={d}
          strokeWidth="1.5"
          className={cn(
            index < laid && (laid === stones.length && index === stones.length - 1 ? "fill-accent-solid" : "fill-secondary"),
            index === laid && "fill-accent-soft stroke-accent-solid",
            index > laid && "fill-none stroke-border-strong [stroke-dasharray:3_3]",
          )}
        />
      ))}
    </svg>
  );
}
