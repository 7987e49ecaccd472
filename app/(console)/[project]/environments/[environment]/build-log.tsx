"use client";

import { useTranslations } from "next-intl";
import { useLog } from "@/components/live/use-log";
import { LogView } from "@/components/ui/log-view";
import type { EnvironmentVersionView } from "@/lib/environments/environment";

/** What the build says, while it says it and afterwards. */
export function BuildLog({ version }: { readonly version: EnvironmentVersionView }) {
  const t = useTranslations("environments");
  const { isReconnecting, ...log } = useLog(version.id, `/api/v1/environment-versions/${version.id}/log`);
  const isOver = version.status === "ready" || version.status === "failed";
  if (version.status === "queued" && !version.isAsked && log.lines.length === 0) return null;
  return (
    <section className="overflow-hidden rounded-panel border border-border" aria-label={t("buildLog")}>
      <LogView
        title={<h2>{t("buildLog")}</h2>}
        {...log}
        state={isOver ? "archived" : isReconnecting ? "reconnecting" : "live"}
        emptyWords={isOver ? t("sharedBuild") : t("buildLogSoon")}
        className="max-h-100"
      />
    </section>
  );
}
