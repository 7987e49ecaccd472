import type { LucideProps } from "lucide-react";

/** Two strokes: lucide's own pause is outlined, which reads as two cards at 14 px. */
export function PauseIcon({ className }: LucideProps) {
  return (
    <svg
      viewBox="0 0 24 24"
      width="16"
      height="16"
      fill="none"
      stroke="currentColor"
      strokeWidth="2.6"
      strokeLinecap="round"
      aria-hidden="true"
      className={className}
    >
      <path d="M8.5 5.5v13M15.5 5.5v13" />
    </svg>
  );
}
