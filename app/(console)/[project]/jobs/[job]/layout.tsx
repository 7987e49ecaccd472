import { getLocale, getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { JobStages } from "@/components/jobs/job-stages";
import { LivePage } from "@/components/live/live-page";
import { Crumbs } from "@/components/shell/crumbs";
import { KeyFacts } from "@/components/ui/key-facts";
import { Link } from "@/components/ui/link";
import { LinkTabs } from "@/components/ui/link-tabs";
import { Page } from "@/components/ui/page";
import { Status } from "@/components/ui/status";
import { Time } from "@/components/ui/time";
import { formatMemory } from "@/lib/format/bytes";
import { formatNumber } from "@/lib/format/number";
import { isLocale } from "@/lib/i18n/locales";
import { JobDeeds } from "./job-deeds";
import { JobSentence } from "./job-sentence";
import { type JobPageProps, loadJob } from "./load-job";

/** The frame of a job: what it is and how, its facts and stages, and the tabs. */
export default async function JobLayout({ children, params }: JobPageProps & { readonly children: ReactNode }) {
  const { job, project, path, mayWrite } = await loadJob({ params });
  const [t, given] = await Promise.all([getTranslations("jobs"), getLocale()]);
  const locale = isLocale(given) ? given : "en";
  const link = "text-accent hover:underline";
  return (
    <Page
      title={job.name}
      pill={<Status status={job.status} pill />}
      sentence={<JobSentence job={job} />}
      actions={<JobDeeds job={job} path={path} project={project.slug} mayWrite={mayWrite} />}
    >
      <Crumbs items={[{ label: job.name, href: path }]} />
      <LivePage projectId={project.id} types={["job", "attempt", "model_version"]} />
      <KeyFacts
        facts={[
          {
            name: t("facts.resources"),
            value: t("resources", { cpu: formatNumber(job.cpuMilli / 1000, locale, 2), memory: formatMemory(job.memoryBytes, locale) }),
          },
          { name: t("facts.where"), value: job.attempt.node ?? "–" },
          {
            name: t("facts.environment"),
            value: (
              <Link className={link} href={`/${project.slug}/environments/${job.environment.slug}?v=${job.environment.number}`}>
                {job.environment.name} v{job.environment.number}
              </Link>
            ),
          },
          {
            name: t("facts.data"),
            value:
              job.inputs.length === 0
                ? "–"
                : job.inputs.map((input) => (
                    <Link key={input.target} className={`${link} mr-2`} href={`/${project.slug}/datasets/${input.slug}?v=${input.number}`}>
                      {input.name} v{input.number}
                    </Link>
                  )),
          },
          ...(job.volumes.length > 0
            ? [
                {
                  name: t("facts.volumes"),
                  value: job.volumes.map((volume) => (
                    <span key={volume.target} className="mr-2 inline-block">
                      {t("volumeAt", { ...volume, readOnly: String(volume.readOnly) })}
                    </span>
                  )),
                },
              ]
            : []),
          {
            name: t("facts.attempt"),
            value: t("attemptOf", { attempt: job.attempt.number, of: Math.max(job.maxAttempts, job.attempt.number) }),
          },
          { name: t("facts.owner"), value: job.createdBy.name },
          { name: t("facts.submitted"), value: <Time at={job.queuedAt} /> },
        ]}
      />
      <JobStages timeline={job.timeline} status={job.status} className="mb-3" />
      <LinkTabs
        label={job.name}
        tabs={[
          { href: path, label: t("tabs.overview") },
          { href: `${path}/metrics`, label: t("tabs.metrics") },
          { href: `${path}/log`, label: t("tabs.log") },
          { href: `${path}/outputs`, label: t("tabs.outputs"), count: job.attempt.outputCount },
          { href: `${path}/events`, label: t("tabs.events") },
          { href: `${path}/configuration`, label: t("tabs.configuration") },
          { href: `${path}/lineage`, label: t("tabs.lineage") },
        ]}
      />
      {children}
    </Page>
  );
}
