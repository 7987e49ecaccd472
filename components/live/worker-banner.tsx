"use client";

import { Hourglass } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useRefresh } from "@/components/live/use-refresh";
import { useTopic } from "@/components/live/use-topic";

/** Says on every page that no worker answers, so that what waits is not taken for what is true. */
export function WorkerBanner() {
  const t = useTranslations("shell.connection");
  const refresh = useRefresh();
  const [isSilent, setSilent] = useState(false);
  useTopic("worker", ({ event, data }) => {
    const silent = data.isSilent === true;
    if (event !== "worker" || silent === isSilent) return;
    setSilent(silent);
    refresh();
  });

  if (!isSilent) return null;
  return (
    <p role="status" className="flex items-center gap-2.5 border-border border-b bg-warn-soft px-4 py-1.5 text-13 md:px-6">
      <Hourglass aria-hidden="true" className="size-4 shrink-0 text-warn-text" strokeWidth={1.75} />
      <span className="min-w-0 flex-1">{t("noWorker")}</span>
    </p>
  );
}
