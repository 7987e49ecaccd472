import { useTranslations } from "next-intl";
import { ButtonLink } from "@/components/ui/button";
import { Elapsed } from "@/components/ui/elapsed";
import { Empty } from "@/components/ui/empty";
import { Link } from "@/components/ui/link";
import { Status } from "@/components/ui/status";
import { Time } from "@/components/ui/time";
import type { HomeGroup, HomeItem, HomeView } from "@/lib/home/get-home";

const groups = ["needsYou", "running", "waiting", "ended"] as const;

interface WorkGroupsProps {
  readonly home: HomeView;
  readonly project: string;
  readonly mayWrite: boolean;
}

/** All work of the project, by what it asks of the reader. */
export function WorkGroups({ home, project, mayWrite }: WorkGroupsProps) {
  const t = useTranslations("home");
  if (groups.every((group) => home[group].total === 0)) {
    return (
      <Empty
        kind="first-use"
        title={t("empty.title")}
        action={mayWrite ? <ButtonLink href={`/${project}/jobs/new`}>{t("newJob")}</ButtonLink> : null}
        className="h-full"
      >
        {t("empty.hint")}
      </Empty>
    );
  }
  return (
    <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] content-start gap-6">
      {groups
        .filter((group) => home[group].total > 0)
        .map((group) => (
          <section key={group} aria-labelledby={`home-${group}`}>
            <h2 id={`home-${group}`} className="border-border border-b pb-2">
              {t(`groups.${group}`)} <span className="ml-1 font-normal text-muted tabular-nums">{home[group].total}</span>
            </h2>
            <ul>
              {home[group].items.map((item) => (
                <WorkLine key={item.id} item={item} project={project} mayWrite={mayWrite} />
              ))}
            </ul>
            <MoreLink group={home[group]} href={`/${project}/jobs${jobsOf[group]}`} />
          </section>
        ))}
    </div>
  );
}

/** The list that has the rest of a group. */
const jobsOf = {
  needsYou: "?status=failed",
  running: "?status=live",
  waiting: "?status=queued",
  ended: "",
} as const satisfies Record<(typeof groups)[number], string>;

function MoreLink({ group, href }: { readonly group: HomeGroup; readonly href: string }) {
  const t = useTranslations("home");
  const more = group.total - group.items.length;
  if (more === 0) return null;
  return (
    <Link href={href} className="inline-block py-3 text-13 text-accent hover:underline">
      {t("more", { count: more })}
    </Link>
  );
}

function WorkLine({ item, project, mayWrite }: { readonly item: HomeItem; readonly project: string; readonly mayWrite: boolean }) {
  const path = `/${project}/${item.kind}s/${item.slug}`;
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2 border-border border-b py-3">
      <Status status={item.status} iconOnly className="self-start pt-0.5" />
      <div className="min-w-0 flex-1 basis-0">
        <Link href={path} className="block truncate font-semibold text-13 hover:underline">
          {item.name}
        </Link>
        <p className="text-13 text-muted text-pretty">
          <Sentence item={item} />
        </p>
      </div>
      <LineDeed item={item} path={path} project={project} mayWrite={mayWrite} />
    </li>
  );
}

/** Its own reason where it has one, else how long it has been so. */
function Sentence({ item }: { readonly item: HomeItem }) {
  const t = useTranslations();
  const home = useTranslations("home");
  if (item.message) return t(item.message.key, item.message.params as never);
  if (item.startedAt) {
    return home.rich(item.endedAt ? "took" : "runningFor", {
      time: () => <Elapsed from={item.startedAt ?? item.since} to={item.endedAt} />,
    });
  }
  return home.rich("since", { time: () => <Time at={item.since} /> });
}

function LineDeed({
  item,
  path,
  project,
  mayWrite,
}: {
  readonly item: HomeItem;
  readonly path: string;
  readonly project: string;
  readonly mayWrite: boolean;
}) {
  const t = useTranslations("home");
  if (item.kind === "endpoint" && item.status === "ready") {
    return (
      <ButtonLink size="low" href={path}>
        {t("ask")}
      </ButtonLink>
    );
  }
  if (item.kind === "job" && item.status === "failed") {
    return (
      <ButtonLink size="low" href={path}>
        {t("seeWhy")}
      </ButtonLink>
    );
  }
  if (item.kind === "job" && item.status === "succeeded" && item.hasOutputs && mayWrite) {
    return (
      <ButtonLink size="low" href={`/${project}/models/new?attempt=${item.attemptId}`}>
        {t("register")}
      </ButtonLink>
    );
  }
  return null;
}
