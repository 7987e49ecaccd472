import { getTranslations } from "next-intl/server";
import { subjectIcons } from "@/components/shell/subject-icons";
import { Link } from "@/components/ui/link";
import { Status } from "@/components/ui/status";
import type { UserActor } from "@/lib/auth/actor";
import { listVersionUsers } from "@/lib/datasets/dataset-users";
import type { VersionView } from "@/lib/datasets/version";

interface UsedByProps {
  readonly actor: UserActor;
  readonly version: VersionView;
  readonly project: string;
}

const most = 5;

/** What was made of a version, in short: the lineage tab has all of it. */
export async function UsedBy({ actor, version, project }: UsedByProps) {
  const [users, t] = await Promise.all([listVersionUsers(actor, version.id), getTranslations("datasets")]);
  if (users.jobs.length + users.models.length + users.endpoints.length === 0) return null;
  const lines = [
    ...users.endpoints.map((one) => ({
      ...one,
      kind: "endpoint" as const,
      area: "endpoints",
      right: <Status status={one.status} iconOnly />,
    })),
    ...users.models.map((one) => ({
      ...one,
      kind: "model" as const,
      area: "models",
      right: <span className="text-13 text-muted">v{one.number}</span>,
    })),
    ...users.jobs.map((one) => ({ ...one, kind: "job" as const, area: "jobs", right: <Status status={one.status} iconOnly /> })),
  ].slice(0, most);
  return (
    <section className="mt-4 border-border border-t px-2 pt-3.5">
      <h3>{t("usedBy", { version: `v${version.number}` })}</h3>
      <ul>
        {lines.map(({ id, slug, name, kind, area, right }) => {
          const Icon = subjectIcons[kind];
          return (
            <li key={`${kind} ${id} ${slug}`} className="flex h-7.5 items-center gap-2 text-13">
              {Icon ? <Icon aria-hidden="true" className="size-4 shrink-0 text-muted" strokeWidth={1.75} /> : null}
              <Link href={`/${project}/${area}/${slug}`} className="min-w-0 truncate text-accent hover:underline">
                {name}
              </Link>
              {right}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
