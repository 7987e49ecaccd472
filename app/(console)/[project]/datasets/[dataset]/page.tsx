import { getTranslations } from "next-intl/server";
import { loadProject } from "@/app/(console)/[project]/load-project";
import { LivePage } from "@/components/live/live-page";
import { Crumbs } from "@/components/shell/crumbs";
import { Page } from "@/components/ui/page";
import { Tag } from "@/components/ui/tag";
import type { UserActor } from "@/lib/auth/actor";
import { getDatasetBySlug } from "@/lib/datasets/get-dataset";
import { type DraftView, findDraft, getVersion, listVersions } from "@/lib/datasets/list-versions";
import type { VersionView } from "@/lib/datasets/version";
import { found } from "@/lib/http/found";
import { DatasetDeeds } from "./dataset-deeds";
import { DatasetDrop } from "./dataset-drop";
import { DraftBar } from "./draft-bar";
import { NoVersionYet } from "./no-version-yet";
import { type DatasetSearch, datasetPlace } from "./place";
import { TabContent } from "./tab-content";
import { UsedBy } from "./used-by";
import { VersionRail } from "./version-rail";
import { VersionTabs } from "./version-tabs";

interface DatasetPageProps {
  readonly params: Promise<{ project: string; dataset: string }>;
  readonly searchParams: Promise<DatasetSearch>;
}

/** One dataset: its versions as a pile of stones, and of the chosen one its files, what changed, what was made of it. */
export default async function DatasetPage({ params, searchParams }: DatasetPageProps) {
  const { actor, project, may } = await loadProject((await params).project);
  const { dataset: slug } = await params;
  const search = await searchParams;
  const dataset = await found(getDatasetBySlug(actor, { projectId: project.id, slug }));
  const [versions, draft, t] = await Promise.all([
    listVersions(actor, { datasetId: dataset.id, limit: 100 }),
    findDraft(actor, dataset.id),
    getTranslations("datasets"),
  ]);
  const version = await chosenVersion(actor, versions.items, draft, search.v);
  const isDraft = version?.number === null;
  const label = version && (version.number === null ? "draft" : String(version.number));
  const place = datasetPlace(`/${project.slug}/datasets/${dataset.slug}`, search, label ?? "");
  const into = { id: dataset.id, slug: dataset.slug, name: dataset.name, project: project.slug };
  const mayWrite = may.has("dataset:write");
  return (
    <div className="grid min-w-0 flex-1 grid-cols-[minmax(0,1fr)] max-lg:content-start lg:has-[>aside]:grid-cols-[248px_minmax(0,1fr)]">
      <Crumbs items={[{ label: dataset.name }]} />
      <LivePage projectId={project.id} types={["dataset", "dataset_version", "job", "model", "endpoint"]} />
      <VersionRail versions={versions.items} draft={draft} chosen={version?.id ?? null} place={place}>
        {version && !isDraft ? <UsedBy actor={actor} version={version} project={project.slug} /> : null}
      </VersionRail>
      <DatasetDrop into={into} disabled={!mayWrite}>
        <Page
          title={dataset.name}
          pill={version ? <Tag look="line">{isDraft ? t("draft") : `v${version.number}`}</Tag> : null}
          sentence={dataset.description || t("noDescription")}
          actions={<DatasetDeeds dataset={dataset} version={version} into={into} mayWrite={mayWrite} />}
        >
          {draft && isDraft ? <DraftBar draft={draft} datasetHref={place.base} mayWrite={mayWrite} /> : null}
          {version ? (
            <>
              <VersionTabs place={place} changes={version.addedFiles + version.changedFiles + version.removedFiles} />
              <TabContent actor={actor} dataset={dataset} version={version} versions={versions.items} place={place} project={project} />
            </>
          ) : (
            <NoVersionYet into={into} mayWrite={mayWrite} />
          )}
        </Page>
      </DatasetDrop>
    </div>
  );
}

/** The version that the address names, else the newest one, else the draft. */
async function chosenVersion(
  actor: UserActor,
  versions: readonly VersionView[],
  draft: DraftView | null,
  named: string | undefined,
): Promise<VersionView | null> {
  if (named === "draft" && draft) return draft.version;
  const version = versions.find(({ number }) => String(number) === named) ?? versions[0];
  return version ? getVersion(actor, version.id) : (draft?.version ?? null);
}
