import { Plus } from "lucide-react";
import { getTranslations } from "next-intl/server";
import { loadProject } from "@/app/(console)/[project]/load-project";
import { LivePage } from "@/components/live/live-page";
import { ButtonLink } from "@/components/ui/button";
import { Page } from "@/components/ui/page";
import { datasetSorts, listDatasetsQuery } from "@/lib/datasets/dataset";
import { listDatasets } from "@/lib/datasets/list-datasets";
import { DatasetTable } from "./dataset-table";

interface DatasetsPageProps {
  readonly params: Promise<{ project: string }>;
  readonly searchParams: Promise<Record<string, string | undefined>>;
}

/** The project's datasets; what is searched and how it is sorted stands in the address. */
export default async function DatasetsPage({ params, searchParams }: DatasetsPageProps) {
  const { actor, project, may } = await loadProject((await params).project);
  const { q, sort, after, state } = await searchParams;
  const query = listDatasetsQuery.parse({
    projectId: project.id,
    ...(q && { q: q.slice(0, 200) }),
    ...(after && { cursor: after }),
    sort: datasetSorts.find((known) => known === sort) ?? "-updated",
    state: state === "bin" ? "bin" : "living",
  });
  const [datasets, t] = await Promise.all([listDatasets(actor, query), getTranslations("datasets")]);
  const mayWrite = may.has("dataset:write");
  return (
    <Page
      title={t("title")}
      sentence={t("help")}
      actions={
        mayWrite ? (
          <ButtonLink look="primary" href={`/${project.slug}/datasets/new`}>
            <Plus aria-hidden="true" strokeWidth={1.75} />
            {t("new")}
          </ButtonLink>
        ) : null
      }
    >
      <LivePage projectId={project.id} types={["dataset", "dataset_version"]} />
      <DatasetTable
        datasets={datasets.items}
        total={datasets.total}
        next={datasets.nextCursor}
        projectId={project.id}
        project={project.slug}
        isBin={query.state === "bin"}
        mayWrite={mayWrite}
      />
    </Page>
  );
}
