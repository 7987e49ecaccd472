"use client";

import { useLocale, useNow, useTimeZone } from "next-intl";
import { formatClock, formatDate, formatExact, formatRelative } from "@/lib/format/time";

interface TimeProps {
  readonly at: Date | string;
  /** `relative` to 7 days, then the date; `clock` the time of day; `date`; `exact`. */
  readonly form?: "relative" | "clock" | "seconds" | "date" | "exact";
  readonly className?: string;
}

/** A moment, machine-readable, in the reader's zone, exact on hover. Relative ones move on by themselves. */
export function Time({ at, form = "relative", className }: TimeProps) {
  const locale = useLocale();
  const timeZone = useTimeZone() ?? "UTC";
  const now = useNow({ updateInterval: form === "relative" ? 30_000 : 3_600_000 });
  const moment = typeof at === "string" ? new Date(at) : at;
  const words = {
    relative: () => formatRelative(moment, now, locale, timeZone),
    clock: () => formatClock(moment, locale, timeZone),
    seconds: () => formatClock(moment, locale, timeZone, true),
    date: () => formatDate(moment, now, locale, timeZone),
    exact: () => formatExact(moment, locale, timeZone),
  }[form]();
  return (
    <time dateTime={moment.toISOString()} title={formatExact(moment, locale, timeZone)} className={className} suppressHydrationWarning>
      {words}
    </time>
  );
}
