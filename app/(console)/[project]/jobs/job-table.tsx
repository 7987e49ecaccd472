"use client";

import { useLocale, useTranslations } from "next-intl";
import { parseAsString, useQueryState } from "nuqs";
import { useMemo } from "react";
import { JobMiniStages } from "@/components/jobs/job-stages";
import { useMessage } from "@/components/shell/use-message";
import { ButtonLink } from "@/components/ui/button";
import { DataTable } from "@/components/ui/data-table";
import type { DataColumn } from "@/components/ui/data-table-column";
import { Elapsed } from "@/components/ui/elapsed";
import { Empty } from "@/components/ui/empty";
import { Link } from "@/components/ui/link";
import { Status } from "@/components/ui/status";
import { Time } from "@/components/ui/time";
import { formatMemory } from "@/lib/format/bytes";
import { formatNumber } from "@/lib/format/number";
import type { JobItemView } from "@/lib/jobs/job";
import { JobPeek } from "./job-peek";
import { type StatusChoice, statusChoices } from "./status-filter";

interface JobTableProps {
  readonly jobs: readonly JobItemView[];
  readonly total: number;
  readonly next: string | null;
  readonly project: string;
  readonly mayWrite: boolean;
}

/** The project's jobs, the newest first: how each is, why, and where its time went. */
export function JobTable({ jobs, total, next, project, mayWrite }: JobTableProps) {
  const t = useTranslations("jobs");
  const words = useMessage();
  const [peeked, setPeeked] = useQueryState("peek", parseAsString);
  const place = jobs.findIndex(({ slug }) => slug === peeked);
  const job = jobs[place];
  const locale = useLocale();
  const columns = useMemo(
    (): readonly DataColumn<JobItemView>[] => [
      {
        id: "name",
        header: t("columns.name"),
        phone: "title",
        sortBy: ({ name }) => name,
        cell: ({ name, slug }) => (
          <Link href={`/${project}/jobs/${slug}`} className="block max-w-70 truncate xl:max-w-100 font-medium hover:underline">
            {name}
          </Link>
        ),
      },
      {
        id: "status",
        header: t("columns.status"),
        grow: true,
        phone: "below",
        cell: ({ status, message }) => <Status status={status} reason={message ? words(message) : undefined} />,
      },
      {
        id: "stages",
        header: t("columns.stages"),
        wide: true,
        cell: (job) => <JobMiniStages timeline={job.timeline} status={job.status} />,
      },
      {
        id: "resources",
        header: t("columns.resources"),
        wide: true,
        cell: ({ cpuMilli, memoryBytes }) => (
          <span className="whitespace-nowrap text-muted">
            {t("resources", { cpu: formatNumber(cpuMilli / 1000, locale, 2), memory: formatMemory(memoryBytes, locale) })}
          </span>
        ),
      },
      {
        id: "duration",
        header: t("columns.duration"),
        align: "right",
        phone: "corner-below",
        sortBy: ({ startedAt }) => startedAt,
        cell: ({ startedAt, endedAt }) => (startedAt ? <Elapsed from={startedAt} to={endedAt} /> : "–"),
      },
      {
        id: "queued",
        header: t("columns.queued"),
        align: "right",
        phone: "corner",
        sortBy: ({ queuedAt }) => queuedAt,
        cell: ({ queuedAt }) => <Time at={queuedAt} className="whitespace-nowrap text-muted" />,
      },
    ],
    [t, words, locale, project],
  );
  const filters = useMemo(
    () => [
      {
        id: "status",
        label: t("columns.status"),
        options: (Object.keys(statusChoices) as StatusChoice[]).map((value) => ({ value, label: t(`filter.${value}`) })),
      },
    ],
    [t],
  );
  const list = (
    <DataTable
      label={t("title")}
      selectedKey={job?.id}
      onOpen={({ slug }) => void setPeeked(slug)}
      rows={jobs}
      rowKey={({ id }) => id}
      columns={columns}
      filters={filters}
      searchText={({ name }) => name}
      searchPlaceholder={t("search")}
      server={{ total, next }}
      empty={
        <Empty
          kind="first-use"
          title={t("empty.title")}
          action={mayWrite ? <ButtonLink href={`/${project}/jobs/new?template=digits-sklearn`}>{t("empty.sample")}</ButtonLink> : null}
        >
          {t("empty.hint")}
        </Empty>
      }
    />
  );
  if (!job) return list;
  return (
    <>
      {list}
      <JobPeek
        job={job}
        place={`${place + 1} / ${jobs.length}`}
        href={`/${project}/jobs/${job.slug}`}
        onClose={() => void setPeeked(null)}
        onMove={(step) => void setPeeked(jobs[place + step]?.slug ?? job.slug)}
      />
    </>
  );
}
