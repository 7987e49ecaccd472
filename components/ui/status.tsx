import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { StatusIcon } from "@/components/ui/status-icon";
import type { Status as StatusWord } from "@/db/values";
import { cn } from "@/lib/cn";

interface StatusProps {
  readonly status: StatusWord;
  /** Why, in a few words: "needs 8 on one node". */
  readonly reason?: ReactNode;
  /** Only beside an h1: a soft plane behind it. */
  readonly pill?: boolean;
  /** The word is only read out, where the row's own sentence says it. */
  readonly iconOnly?: boolean;
  readonly className?: string;
}

/** Icon, word and reason of the one vocabulary for everything that runs; colour is never the only sign. */
export function Status({ status, reason, pill = false, iconOnly = false, className }: StatusProps) {
  const t = useTranslations("status");
  return (
    <span className={cn("inline-flex min-w-0 max-w-full items-center gap-2 text-13", className)}>
      <span
        data-status={status}
        className={cn(
          "inline-flex shrink-0 items-center gap-1.5 font-medium text-tone-text whitespace-nowrap",
          pill && "h-6 rounded-tag bg-tone-soft pr-2.25 pl-1.75",
        )}
      >
        <StatusIcon status={status} />
        <span className={cn(iconOnly && "sr-only")}>{t(status)}</span>
      </span>
      {reason ? <span className="min-w-0 truncate text-muted">{reason}</span> : null}
    </span>
  );
}
