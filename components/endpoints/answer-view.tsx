"use client";

import { useLocale, useTranslations } from "next-intl";
import type { Answer } from "@/components/endpoints/infer-request";
import { cn } from "@/lib/cn";
import type { AskAnswerView } from "@/lib/endpoints/endpoint";
import { formatNumber, formatPercent } from "@/lib/format/number";

interface AnswerViewProps {
  readonly answer: Answer;
  readonly told: AskAnswerView;
  readonly isStale: boolean;
}

/** The answer big, who gave it and how fast, and how sure it is of every class. */
export function AnswerView({ answer, told, isStale }: AnswerViewProps) {
  const t = useTranslations("endpoints.playground");
  const locale = useLocale();
  const best = answer.shares?.reduce((most, each) => (each.share > most.share ? each : most));
  return (
    <div role="status" aria-live="polite" className={cn("grid gap-3 transition-opacity", isStale && "opacity-60")}>
      <div className="flex items-center gap-4">
        <span className="text-[44px] leading-[48px] font-semibold tabular-nums" data-testid="answer">
          {answer.label}
        </span>
        <div className="min-w-0 flex-1">
          {best ? <p className="font-semibold text-13">{t("sure", { share: formatPercent(best.share, locale) })}</p> : null}
          <p className="text-13 text-muted tabular-nums">
            {told.upstreamMs === null
              ? t("by", { revision: told.revision ?? 0 })
              : t("byIn", { revision: told.revision ?? 0, ms: formatNumber(told.upstreamMs, locale, 3) })}
          </p>
        </div>
      </div>
      {answer.shares ? (
        <ul className="grid gap-1">
          {answer.shares.map(({ name, share }) => (
            <li
              key={name}
              className={cn(
                "grid grid-cols-[minmax(16px,auto)_minmax(0,1fr)_44px] items-center gap-2.5 text-13 tabular-nums",
                name === best?.name && "font-semibold",
              )}
            >
              <span className="truncate">{name}</span>
              <span className="h-1.5 overflow-hidden rounded-tag bg-hover">
                <span className="block h-full bg-accent-solid" style={{ width: `${Math.max(0.5, share * 100)}%` }} />
              </span>
              <span className="text-right text-muted">{(share * 100).toFixed(1)}</span>
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}
