import { Database, SquareTerminal } from "lucide-react";
import { getTranslations } from "next-intl/server";
import { StonesIcon } from "@/components/shell/stones-icon";
import { Lineage } from "@/components/ui/lineage";
import { Status } from "@/components/ui/status";
import { type JobPageProps, loadJob } from "../load-job";

/** What the job stands on, and what stands on it. */
export default async function JobLineagePage(props: JobPageProps) {
  const { job, project, path } = await loadJob(props);
  const t = await getTranslations("jobs.lineage");
  const icon = "size-4 text-muted";
  return (
    <div className="grid max-w-160 gap-3">
      <Lineage
        items={[
          ...job.models.map((model) => ({
            id: `${model.slug}-${model.number}`,
            href: `/${project.slug}/models/${model.slug}?v=${model.number}`,
            icon: <StonesIcon aria-hidden="true" className={icon} />,
            name: model.name,
            version: `v${model.number}`,
          })),
          {
            id: job.id,
            href: path,
            icon: <SquareTerminal aria-hidden="true" className={icon} strokeWidth={1.75} />,
            name: job.name,
            right: <Status status={job.status} />,
            here: true,
          },
          ...job.inputs.map((input) => ({
            id: input.versionId,
            href: `/${project.slug}/datasets/${input.slug}?v=${input.number}`,
            icon: <Database aria-hidden="true" className={icon} strokeWidth={1.75} />,
            name: input.name,
            version: `v${input.number}`,
          })),
        ]}
      />
      <p className="text-13 text-muted">{t("hint")}</p>
    </div>
  );
}
