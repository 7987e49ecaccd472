import { getTranslations } from "next-intl/server";
import { subjectIcons } from "@/components/shell/subject-icons";
import { Empty } from "@/components/ui/empty";
import { Lineage, type LineageStone } from "@/components/ui/lineage";
import { Status } from "@/components/ui/status";
import type { UserActor } from "@/lib/auth/actor";
import type { DatasetView } from "@/lib/datasets/dataset";
import { listVersionUsers } from "@/lib/datasets/dataset-users";
import type { VersionView } from "@/lib/datasets/version";

interface LineageTabProps {
  readonly actor: UserActor;
  readonly dataset: DatasetView;
  readonly version: VersionView;
  readonly project: string;
}

/** What stands on this version: endpoints on models on jobs on the data. */
export async function LineageTab({ actor, dataset, version, project }: LineageTabProps) {
  const [users, t] = await Promise.all([listVersionUsers(actor, version.id), getTranslations("datasets.lineage")]);
  const icon = (kind: keyof typeof subjectIcons) => {
    const Icon = subjectIcons[kind];
    return Icon ? <Icon aria-hidden="true" className="size-4 shrink-0 text-muted" strokeWidth={1.75} /> : null;
  };
  const above: readonly LineageStone[] = [
    ...users.endpoints.map((one) => ({
      id: `endpoint ${one.id}`,
      href: `/${project}/endpoints/${one.slug}`,
      icon: icon("endpoint"),
      name: one.name,
      right: <Status status={one.status} />,
    })),
    ...users.models.map((one) => ({
      id: `model ${one.id} ${one.number}`,
      href: `/${project}/models/${one.slug}`,
      icon: icon("model"),
      name: one.name,
      version: `v${one.number}`,
    })),
    ...users.jobs.map((one) => ({
      id: `job ${one.id}`,
      href: `/${project}/jobs/${one.slug}`,
      icon: icon("job"),
      name: one.name,
      right: <Status status={one.status} />,
    })),
  ];
  if (above.length === 0) {
    return (
      <Empty kind="none-match" title={t("none")}>
        {t("noneHint")}
      </Empty>
    );
  }
  const here: LineageStone = {
    id: "here",
    icon: icon("dataset"),
    name: dataset.name,
    version: version.number === null ? t("draft") : `v${version.number}`,
    here: true,
  };
  return <Lineage items={[...above, here]} className="max-w-160" />;
}
