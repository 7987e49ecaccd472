import { useTranslations } from "next-intl";
import { Link } from "@/components/ui/link";
import { Status } from "@/components/ui/status";
import { Time } from "@/components/ui/time";
import type { JobItemView } from "@/lib/jobs/job";

interface UsedByProps {
  readonly jobs: readonly JobItemView[];
  readonly hasMore: boolean;
  readonly project: string;
}

/** The newest jobs that ran, or are to run, in an environment. */
export function UsedBy({ jobs, hasMore, project }: UsedByProps) {
  const t = useTranslations("environments");
  if (jobs.length === 0) return <p className="text-13 text-muted">{t("unused")}</p>;
  return (
    <>
      <ul className="grid text-13">
        {jobs.map(({ id, slug, name, status, queuedAt }) => (
          <li key={id} className="flex min-w-0 items-center justify-between gap-3 border-border border-b py-1.5 last:border-b-0">
            <Link href={`/${project}/jobs/${slug}`} className="min-w-0 truncate font-medium hover:underline">
              {name}
            </Link>
            <span className="flex shrink-0 items-center gap-3">
              <Status status={status} />
              <Time at={queuedAt} className="text-muted max-sm:hidden" />
            </span>
          </li>
        ))}
      </ul>
      {hasMore ? <p className="mt-2 text-12 text-muted">{t("usedMore")}</p> : null}
    </>
  );
}
