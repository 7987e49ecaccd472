import type { LucideProps } from "lucide-react";

/** The model's icon: three stones, drawn in the line of the others. */
export function StonesIcon({ strokeWidth = 1.75, ...props }: LucideProps) {
  return (
    <svg
      viewBox="0 0 24 24"
      width="24"
      height="24"
      fill="none"
      stroke="currentColor"
      strokeWidth={strokeWidth}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      {...props}
    >
      <path d="M4.5 15.5c0-1.7 3-2.7 7.5-2.7s7.5 1 7.5 2.7-3 4-7.5 4-7.5-2.3-7.5-4z" />
      <path d="M7 10.2c0-1.3 2-2 5-2s5 .7 5 2-2 2.4-5 2.4-5-1.1-5-2.4z" />
      <path d="M9.5 6c0-.9 1-1.5 2.5-1.5s2.5.6 2.5 1.5-1 1.7-2.5 1.7S9.5 6.9 9.5 6z" />
    </svg>
  );
}
