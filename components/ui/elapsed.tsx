"use client";

import { useLocale, useNow } from "next-intl";
import { formatDuration } from "@/lib/format/duration";

/** How long something took, or has been going on since `from` while `to` is not there; counts by itself. */
export function Elapsed({ from, to }: { readonly from: Date | string; readonly to?: Date | string | null }) {
  const locale = useLocale();
  const now = useNow({ updateInterval: to ? 3_600_000 : 1000 });
  const start = new Date(from).getTime();
  const end = to ? new Date(to).getTime() : now.getTime();
  return (
    <span className="tabular-nums" suppressHydrationWarning>
      {formatDuration(to ? end - start : Math.max(0, Math.floor((end - start) / 1000) * 1000), locale)}
    </span>
  );
}
