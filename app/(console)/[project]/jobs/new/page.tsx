import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { loadProject } from "@/app/(console)/[project]/load-project";
import { choicesOf } from "@/components/cluster/accelerator-choices";
import { Crumbs } from "@/components/shell/crumbs";
import { Page } from "@/components/ui/page";
import type { UserActor } from "@/lib/auth/actor";
import { getCapacity } from "@/lib/cluster/get-capacity";
import { listDatasets } from "@/lib/datasets/list-datasets";
import { getVersion } from "@/lib/datasets/list-versions";
import type { EnvironmentView } from "@/lib/environments/environment";
import { listEnvironments } from "@/lib/environments/list-environments";
import { AppError } from "@/lib/errors";
import { found } from "@/lib/http/found";
import { getJobByAddress } from "@/lib/jobs/get-job";
import { listTemplates } from "@/lib/jobs/templates";
import { listMountableVolumes } from "@/lib/volumes/list-mountable-volumes";
import { mountsVolumes } from "@/lib/volumes/mounts-volumes";
import { type DraftInput, draftOf, emptyDraft } from "./draft";
import { JobForm } from "./job-form";

interface NewJobPageProps {
  readonly params: Promise<{ project: string }>;
  readonly searchParams: Promise<{ from?: string; template?: string; dataset?: string }>;
}

/** A new job: empty, from a template, or like another one. */
export default async function NewJobPage({ params, searchParams }: NewJobPageProps) {
  const { actor, project, may } = await loadProject((await params).project);
  if (!may.has("job:write")) notFound();
  const { from, template, dataset } = await searchParams;
  const [environments, datasets, templates, original, capacity, volumes, t] = await Promise.all([
    listEnvironments(actor, project.id),
    listDatasets(actor, { projectId: project.id, limit: 100, state: "living", sort: "-updated" }),
    listTemplates(),
    from ? found(getJobByAddress(actor, { projectId: project.id, address: from })) : null,
    getCapacity(actor),
    mountsVolumes() ? listMountableVolumes(actor, project.id) : null,
    getTranslations("jobs"),
  ]);
  const committed = datasets.items.flatMap(({ id, slug, name, latest }) => (latest ? [{ id, slug, name, latest }] : []));
  const input = dataset ? await inputOfVersion(actor, dataset, committed) : [];
  const start = original ? draftOf(original) : { ...emptyDraft, inputs: input, environment: usual(environments) };
  return (
    <Page title={t("new")} sentence={original ? t("form.clonedFrom", { name: original.name }) : t("form.help")}>
      <Crumbs items={[{ label: t("new") }]} />
      <JobForm
        project={project}
        environments={environments}
        datasets={committed}
        templates={templates}
        template={template ?? null}
        start={start}
        volumes={volumes}
        accelerators={capacity && choicesOf(capacity)}
        original={original && { id: original.id, slug: original.slug, name: original.name }}
      />
    </Page>
  );
}

/** The dataset version that the address asks for, chosen; nothing where it is not one of the project's. */
async function inputOfVersion(
  actor: UserActor,
  versionId: string,
  datasets: readonly { readonly id: string; readonly slug: string }[],
): Promise<DraftInput[]> {
  const version = await getVersion(actor, versionId).catch((error: unknown) => {
    if (error instanceof AppError) return null;
    throw error;
  });
  const dataset = datasets.find(({ id }) => id === version?.datasetId);
  return version && dataset ? [{ key: "0", dataset: dataset.slug, version: String(version.number ?? ""), target: "/data" }] : [];
}

/** The first environment that can run code here, or will once it is built. */
function usual(environments: readonly EnvironmentView[]): string {
  const usable = environments.filter(({ latest }) => latest.notHere === null);
  return (usable.find(({ latest }) => latest.status !== "failed") ?? usable[0])?.slug ?? "";
}
