"use client";

import { useTranslations } from "next-intl";
import { memo } from "react";
import { type AnsiColor, markRuns, parseAnsi } from "@/components/ui/ansi";
import { Time } from "@/components/ui/time";
import { cn } from "@/lib/cn";

export interface LogLineView {
  /** From 1; the number in the URL. */
  readonly line: number;
  readonly at: string | null;
  readonly rank: number | null;
  readonly stream?: "stdout" | "stderr" | "system";
  readonly text: string;
}

const colors: Record<AnsiColor, string> = {
  red: "text-bad-text",
  green: "text-good-text",
  yellow: "text-warn-text",
  blue: "text-move-text",
  magenta: "text-chart-3",
  cyan: "text-accent",
  dim: "text-muted",
};

interface LogLineProps {
  readonly item: LogLineView;
  readonly ranks: boolean;
  readonly wrap: boolean;
  readonly chosen: boolean;
  /** Set off where it stands in the line. */
  readonly sought: string;
  readonly onChoose: (line: number) => void;
}

/** Line · time · rank · text; on a phone rank and text. */
export const LogLine = memo(function LogLine({ item, ranks, wrap, chosen, sought, onChoose }: LogLineProps) {
  const t = useTranslations("common.log");
  const tone = toneOf(item);
  return (
    <div
      className={cn(
        "flex min-w-max pr-3 max-sm:pl-3",
        wrap && "min-w-0",
        tone === "warn" && "bg-warn-soft",
        chosen && "bg-selected shadow-[inset_2px_0_0_var(--accent)]",
      )}
    >
      <button
        type="button"
        tabIndex={-1}
        aria-label={t("lineLink", { line: item.line })}
        onClick={() => onChoose(item.line)}
        className="w-15.5 shrink-0 select-none pr-3.5 text-right text-muted tabular-nums hover:text-text max-sm:hidden"
      >
        {item.line}
      </button>
      <span className="w-18 shrink-0 select-none text-muted max-sm:hidden">{item.at ? <Time at={item.at} form="seconds" /> : null}</span>
      {ranks ? <span className="w-7.5 shrink-0 select-none text-muted">{item.rank === null ? "" : `r${item.rank}`}</span> : null}
      <span
        className={cn(
          wrap ? "min-w-0 whitespace-pre-wrap break-words" : "whitespace-pre",
          tone === "bad" && "text-bad-text",
          item.stream === "system" && "text-muted",
        )}
      >
        {markRuns(parseAnsi(item.text), sought).map((run, index) => {
          const Run = run.isMarked ? "mark" : "span";
          return (
            <Run
              // biome-ignore lint/suspicious/noArrayIndexKey: a run is its place in the line
              key={index}
              className={cn(
                run.color && colors[run.color],
                run.bold && "font-semibold",
                run.isMarked && "rounded-[2px] bg-accent-solid/25 text-text",
              )}
            >
              {run.text}
            </Run>
          );
        })}
      </span>
    </div>
  );
});

/** Only the start of a line decides, so that a loss named "error" stays plain. */
function toneOf({ text }: LogLineView): "warn" | "bad" | undefined {
  if (/^\s*(?:\[?\w*\]?\s*)?(?:WARN(?:ING)?|warning)\b|^\S+:\d+: \w*Warning:/.test(text)) return "warn";
  return /^\s*(?:\[?(?:ERROR|FATAL|CRITICAL)\b|error: |Traceback \(most recent|[\w.]*(?:Error|Exception)(?::|$))/.test(text)
    ? "bad"
    : undefined;
}
