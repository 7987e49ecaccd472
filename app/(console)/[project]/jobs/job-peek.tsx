"use client";

import { useLocale, useTranslations } from "next-intl";
import { JobStages } from "@/components/jobs/job-stages";
import { useMessage } from "@/components/shell/use-message";
import { Elapsed } from "@/components/ui/elapsed";
import { Pairs } from "@/components/ui/key-facts";
import { Peek } from "@/components/ui/peek";
import { Status } from "@/components/ui/status";
import { Time } from "@/components/ui/time";
import { formatMemory } from "@/lib/format/bytes";
import { formatNumber } from "@/lib/format/number";
import type { JobItemView } from "@/lib/jobs/job";

interface JobPeekProps {
  readonly job: JobItemView;
  readonly place: string;
  readonly href: string;
  readonly onClose: () => void;
  readonly onMove: (step: 1 | -1) => void;
}

/** A job without leaving the list: how it is and why, where its time went, what it asked for, what happened. */
export function JobPeek({ job, place, href, onClose, onMove }: JobPeekProps) {
  const t = useTranslations("jobs");
  const words = useMessage();
  const locale = useLocale();
  return (
    <Peek title={job.name} place={place} href={href} onClose={onClose} onMove={onMove}>
      <div className="grid justify-items-start gap-2">
        <Status status={job.status} pill />
        {job.message ? <p className="text-13 text-secondary">{words(job.message)}</p> : null}
      </div>
      <JobStages timeline={job.timeline} status={job.status} />
      <Pairs
        facts={[
          { name: t("facts.environment"), value: job.environmentName },
          {
            name: t("facts.resources"),
            value: t("resources", { cpu: formatNumber(job.cpuMilli / 1000, locale, 2), memory: formatMemory(job.memoryBytes, locale) }),
          },
          { name: t("columns.duration"), value: job.startedAt ? <Elapsed from={job.startedAt} to={job.endedAt} /> : "–" },
          { name: t("facts.owner"), value: job.createdBy.name },
          { name: t("facts.submitted"), value: <Time at={job.queuedAt} form="exact" /> },
        ]}
      />
      <section className="grid gap-2">
        <h3>{t("tabs.events")}</h3>
        <ol className="grid gap-1.5 text-13">
          {job.timeline.map((entry) => (
            <li key={`${entry.attempt}-${entry.stage}-${entry.since}`} className="grid grid-cols-[64px_minmax(0,1fr)] gap-2">
              <Time at={entry.since} form="seconds" className="text-muted tabular-nums" />
              <span>{words(entry)}</span>
            </li>
          ))}
        </ol>
      </section>
    </Peek>
  );
}
