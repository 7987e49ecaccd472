import { CircleCheck, CircleDashed } from "lucide-react";
import type { ReactNode } from "react";
import { Panel } from "@/components/ui/page";
import { cn } from "@/lib/cn";

export interface DayStep {
  readonly id: string;
  readonly label: ReactNode;
  readonly isDone: boolean;
  /** The thing that was made, or the button that does the step. */
  readonly right?: ReactNode;
}

/** From the ground up. */
const stones = [
  "M4 96.4C4 86.24 22.4 81 52.76 81C83.12 81 96 84.57 96 91.5C96 103.05 78.52 109 48.16 109C17.8 109 4 104.72 4 96.4Z",
  "M11 64.63C11 57.61 25 54 48.1 54C71.2 54 81 59.1 81 69C81 75.6 67.7 79 44.6 79C21.5 79 11 74.11 11 64.63Z",
  "M27 42.8C27 33.69 37.4 29 54.56 29C71.72 29 79 32.52 79 39.35C79 47.7 69.12 52 51.96 52C34.8 52 27 48.87 27 42.8Z",
  "M32 16C32 10.06 38.8 7 50.02 7C61.24 7 66 11.08 66 19C66 24.28 59.54 27 48.32 27C37.1 27 32 23.26 32 16Z",
] as const;

/** The checklist of the first day: a stone a step, each one a button that really does it. */
export function FirstDay({
  title,
  note,
  steps,
  onDismiss,
}: {
  readonly title: string;
  readonly note: ReactNode;
  readonly steps: readonly DayStep[];
  readonly onDismiss?: ReactNode;
}) {
  const now = steps.findIndex(({ isDone }) => !isDone);
  return (
    <Panel title={title} note={<span className="tabular-nums">{note}</span>} actions={onDismiss}>
      <div className="flex items-center gap-4 max-sm:items-start">
        <svg viewBox="0 0 100 112" aria-hidden="true" className="w-19 shrink-0" strokeWidth="1.5">
          {stones.map((path, index) => (
            <path
              key={path}
              d={path}
              className={stoneStyle(steps[index]?.isDone ?? false, index === now)}
              strokeDasharray={steps[index]?.isDone || index === now ? undefined : "3 3"}
            />
          ))}
        </svg>
        <ol className="min-w-0 flex-1">
          {steps.map((step, index) => (
            <li
              key={step.id}
              aria-current={index === now ? "step" : undefined}
              className={cn("flex min-h-8 items-center gap-2 text-13", index === now && "font-medium")}
            >
              {step.isDone ? (
                <CircleCheck aria-hidden="true" className="size-3.5 shrink-0 text-good-solid" strokeWidth={2} />
              ) : (
                <CircleDashed
                  aria-hidden="true"
                  className={cn("size-3.5 shrink-0", index === now ? "text-accent" : "text-border-strong")}
                  strokeWidth={2}
                />
              )}
              <span className="min-w-0 flex-1">{step.label}</span>
              {step.right}
            </li>
          ))}
        </ol>
      </div>
    </Panel>
  );
}

function stoneStyle(isDone: boolean, isNow: boolean): string {
  if (isDone) return "fill-secondary";
  return isNow ? "fill-accent-soft stroke-accent-solid" : "fill-none stroke-border-strong";
}
