import { getTranslations } from "next-intl/server";
import { ButtonLink } from "@/components/ui/button";
import { JobLog } from "../job-log";
import { type JobPageProps, loadJob } from "../load-job";

interface LogPageProps extends JobPageProps {
  readonly searchParams: Promise<{ attempt?: string }>;
}

/** The whole log; earlier attempts keep theirs. */
export default async function JobLogPage(props: LogPageProps) {
  const { job, path } = await loadJob(props);
  const { attempt: asked } = await props.searchParams;
  const t = await getTranslations("jobs");
  const attempt = job.attempts.find(({ number }) => String(number) === asked) ?? job.attempt;
  return (
    <div className="grid gap-3">
      {job.attempts.length > 1 ? (
        <nav aria-label={t("facts.attempt")} className="flex flex-wrap gap-1">
          {job.attempts.map(({ id, number }) => (
            <ButtonLink
              key={id}
              size="low"
              look={id === attempt.id ? "default" : "bare"}
              aria-current={id === attempt.id ? "page" : undefined}
              href={`${path}/log?attempt=${number}`}
            >
              {t("attemptNumber", { attempt: number })}
            </ButtonLink>
          ))}
        </nav>
      ) : null}
      <JobLog job={job} attemptId={attempt.id} className="h-[max(320px,calc(100dvh-380px))]" />
    </div>
  );
}
