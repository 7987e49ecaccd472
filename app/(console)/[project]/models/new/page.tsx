import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { loadProject } from "@/app/(console)/[project]/load-project";
import { Crumbs } from "@/components/shell/crumbs";
import { ButtonLink } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { Link } from "@/components/ui/link";
import { Page, Panel } from "@/components/ui/page";
import { Time } from "@/components/ui/time";
import type { UserActor } from "@/lib/auth/actor";
import { found } from "@/lib/http/found";
import { getAttempt, getJob, getJobByAddress } from "@/lib/jobs/get-job";
import { listJobsQuery } from "@/lib/jobs/job";
import { listJobs } from "@/lib/jobs/list-jobs";
import { listOutputs } from "@/lib/jobs/list-outputs";
import { listModels } from "@/lib/models/list-models";
import { RegisterForm } from "./register-form";

interface RegisterPageProps {
  readonly params: Promise<{ project: string }>;
  readonly searchParams: Promise<{ attempt?: string; job?: string; path?: string }>;
}

/** Makes outputs of a job a version of a model; without a job in the address it asks which. */
export default async function RegisterPage({ params, searchParams }: RegisterPageProps) {
  const { actor, project, may } = await loadProject((await params).project);
  if (!may.has("model:write")) notFound();
  const { path, ...query } = await searchParams;
  const t = await getTranslations("models");
  const source = await sourceOf(actor, project.id, query);
  return (
    <Page title={t("register.title")} sentence={t("register.help")}>
      <Crumbs items={[{ label: t("register.title") }]} />
      {source ? (
        <RegisterForm
          projectId={project.id}
          project={project.slug}
          attemptId={source.attemptId}
          job={{ name: source.name, slug: source.slug }}
          outputs={await listOutputs(actor, source.attemptId)}
          models={(await listModels(actor, { projectId: project.id, limit: 100 })).items.map(({ slug, name, latest }) => ({
            slug,
            name,
            next: (latest?.number ?? 0) + 1,
          }))}
          path={path}
        />
      ) : (
        <ChooseJob actor={actor} projectId={project.id} project={project.slug} />
      )}
    </Page>
  );
}

async function sourceOf(actor: UserActor, projectId: string, { attempt, job }: { readonly attempt?: string; readonly job?: string }) {
  if (attempt !== undefined) {
    const { id, jobId } = await found(getAttempt(actor, attempt));
    const { name, slug } = await getJob(actor, jobId);
    return { attemptId: id, name, slug };
  }
  if (job === undefined) return null;
  const { attempt: newest, name, slug } = await found(getJobByAddress(actor, { projectId, address: job }));
  return { attemptId: newest.id, name, slug };
}

async function ChooseJob({
  actor,
  projectId,
  project,
}: {
  readonly actor: UserActor;
  readonly projectId: string;
  readonly project: string;
}) {
  const [jobs, t] = await Promise.all([
    listJobs(actor, listJobsQuery.parse({ projectId, status: "succeeded", limit: 20 })),
    getTranslations("models"),
  ]);
  if (jobs.items.length === 0) {
    return (
      <Empty
        kind="first-use"
        title={t("register.noJobs")}
        action={<ButtonLink href={`/${project}/jobs/new`}>{t("register.newJob")}</ButtonLink>}
      >
        {t("register.noJobsHint")}
      </Empty>
    );
  }
  return (
    <Panel title={t("register.chooseJob")} flush className="max-w-180">
      <ul>
        {jobs.items.map((job) => (
          <li key={job.id} className="border-border border-t">
            <Link href={`/${project}/models/new?job=${job.slug}`} className="flex min-h-10 items-center gap-3 px-4 text-13 hover:bg-hover">
              <span className="min-w-0 flex-1 truncate font-medium">{job.name}</span>
              <span className="min-w-0 truncate text-muted max-sm:hidden">{job.slug}</span>
              {job.endedAt ? <Time at={job.endedAt} className="shrink-0 text-muted" /> : null}
            </Link>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
