import { Plus } from "lucide-react";
import { getTranslations } from "next-intl/server";
import { loadProject } from "@/app/(console)/[project]/load-project";
import { LivePage } from "@/components/live/live-page";
import { ButtonLink } from "@/components/ui/button";
import { Page } from "@/components/ui/page";
import { jobSorts } from "@/lib/jobs/job";
import { listJobs } from "@/lib/jobs/list-jobs";
import { JobTable } from "./job-table";
import { statusFilter } from "./status-filter";

interface JobsPageProps {
  readonly params: Promise<{ project: string }>;
  readonly searchParams: Promise<Readonly<Record<string, string | undefined>>>;
}

export default async function JobsPage({ params, searchParams }: JobsPageProps) {
  const { actor, project, may } = await loadProject((await params).project);
  const { q, sort, after, status } = await searchParams;
  const [jobs, t] = await Promise.all([
    listJobs(actor, {
      projectId: project.id,
      limit: 50,
      sort: jobSorts.find((known) => known === sort) ?? "-queued",
      ...(q && { search: q.slice(0, 100) }),
      ...(after && { cursor: after }),
      ...(status && { status: statusFilter(status) }),
    }),
    getTranslations("jobs"),
  ]);
  const mayWrite = may.has("job:write");
  return (
    <Page
      title={t("title")}
      sentence={t("help")}
      actions={
        mayWrite ? (
          <ButtonLink look="primary" href={`/${project.slug}/jobs/new`}>
            <Plus aria-hidden="true" strokeWidth={1.75} />
            {t("new")}
          </ButtonLink>
        ) : null
      }
    >
      <LivePage projectId={project.id} types={["job"]} />
      <JobTable jobs={jobs.items} total={jobs.total} next={jobs.nextCursor} project={project.slug} mayWrite={mayWrite} />
    </Page>
  );
}
