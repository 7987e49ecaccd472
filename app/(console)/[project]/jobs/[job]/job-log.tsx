"use client";

import { Download } from "lucide-react";
import { useTranslations } from "next-intl";
import { useLog } from "@/components/live/use-log";
import { buttonStyle } from "@/components/ui/button";
import { LogView } from "@/components/ui/log-view";
import type { JobView } from "@/lib/jobs/job";

/** The log of the newest attempt, or of the one given, live while it runs. */
export function JobLog({
  job,
  attemptId = job.attempt.id,
  className,
}: {
  readonly job: JobView;
  readonly attemptId?: string;
  readonly className: string;
}) {
  const t = useTranslations("jobs.log");
  const { isReconnecting, ...log } = useLog(attemptId, `/api/v1/attempts/${attemptId}/log`);
  const isOver = job.attempts.find(({ id }) => id === attemptId)?.endedAt !== null;
  return (
    <section aria-label={t("title")} className="min-w-0 overflow-hidden rounded-panel border border-border">
      <LogView
        title={<h2>{t("title")}</h2>}
        {...log}
        state={isOver ? "archived" : isReconnecting ? "reconnecting" : "live"}
        emptyWords={t(isOver ? "wroteNothing" : "soon")}
        className={className}
        actions={
          <a
            className={buttonStyle({ look: "bare", size: "lowIcon" })}
            aria-label={t("download")}
            href={`/api/v1/attempts/${attemptId}/log?format=text`}
            download={`${job.slug}.log`}
          >
            <Download aria-hidden="true" strokeWidth={1.75} />
          </a>
        }
      />
    </section>
  );
}
