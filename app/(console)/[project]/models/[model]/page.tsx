import { Rocket } from "lucide-react";
import { getLocale, getTranslations } from "next-intl/server";
import { loadProject } from "@/app/(console)/[project]/load-project";
import { LivePage } from "@/components/live/live-page";
import { Crumbs } from "@/components/shell/crumbs";
import { subjectIcons } from "@/components/shell/subject-icons";
import { ButtonLink } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { KeyFacts } from "@/components/ui/key-facts";
import { Lineage, type LineageStone } from "@/components/ui/lineage";
import { Page, Panel } from "@/components/ui/page";
import { Status } from "@/components/ui/status";
import { Time } from "@/components/ui/time";
import { formatBytes } from "@/lib/format/bytes";
import { formatNumber } from "@/lib/format/number";
import { found } from "@/lib/http/found";
import { isLocale } from "@/lib/i18n/locales";
import { getModelBySlug, listModelFiles } from "@/lib/models/get-model";
import type { ModelVersionView } from "@/lib/models/model";
import { ModelDeeds } from "./model-deeds";
import { ModelFiles } from "./model-files";
import { SignatureTable } from "./signature-table";
import { VersionRail } from "./version-rail";

interface ModelPageProps {
  readonly params: Promise<{ project: string; model: string }>;
  readonly searchParams: Promise<{ v?: string }>;
}

/** A model: the chosen version's metrics, lineage, files and what it takes and gives. */
export default async function ModelPage({ params, searchParams }: ModelPageProps) {
  const { actor, project, may } = await loadProject((await params).project);
  const { model: slug } = await params;
  const { model, versions } = await found(getModelBySlug(actor, project.id, slug));
  const { v } = await searchParams;
  const version = versions.find(({ number }) => String(number) === v) ?? versions[0];
  const [t, given] = await Promise.all([getTranslations("models"), getLocale()]);
  const locale = isLocale(given) ? given : "en";
  const mayWrite = may.has("model:write");
  const path = `/${project.slug}/models/${model.slug}`;
  const metrics = Object.entries(version?.metrics ?? {}).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return (
    <Page
      title={model.name}
      sentence={model.description || version?.note || t("noDescription")}
      actions={
        mayWrite ? (
          <>
            <ModelDeeds model={model} version={version ?? null} project={project.slug} />
            {version ? (
              <ButtonLink look="primary" href={`/${project.slug}/endpoints/new?version=${version.id}`}>
                <Rocket aria-hidden="true" strokeWidth={1.75} />
                {t("deploy")}
              </ButtonLink>
            ) : null}
          </>
        ) : null
      }
    >
      <Crumbs items={[{ label: model.name }]} />
      <LivePage projectId={project.id} types={["model", "model_version", "endpoint"]} />
      {version ? (
        <>
          <KeyFacts
            facts={[
              { name: t("facts.version"), value: `v${version.number}` },
              { name: t("facts.format"), value: t(`formats.${version.format}`) },
              { name: t("facts.size"), value: formatBytes(version.totalBytes, locale) },
              { name: t("facts.files"), value: version.fileCount },
              { name: t("facts.by"), value: version.createdBy },
              { name: t("facts.registered"), value: <Time at={version.createdAt} /> },
            ]}
          />
          <div className="grid gap-4 lg:grid-cols-[248px_minmax(0,1fr)]">
            <VersionRail versions={versions} chosen={version.number} path={path} />
            <div className="grid min-w-0 content-start gap-4">
              {version.note && model.description ? <p className="text-13 text-secondary">{version.note}</p> : null}
              <Panel title={t("lineage")}>
                <Lineage items={stonesOf(version, model.name, project.slug)} className="max-w-160" />
              </Panel>
              {metrics.length > 0 ? (
                <Panel title={t("metrics")} note={t("metricsNote")}>
                  <dl className="flex flex-wrap gap-x-8 gap-y-3">
                    {metrics.map(([name, value]) => (
                      <div key={name} className="min-w-0">
                        <dt className="truncate text-12 text-muted">{name}</dt>
                        <dd className="text-20 tabular-nums">{formatNumber(value, locale)}</dd>
                      </div>
                    ))}
                  </dl>
                </Panel>
              ) : null}
              <SignatureTable signature={version.signature} />
              <ModelFiles files={await listModelFiles(actor, version.id)} versionId={version.id} entryPath={version.entryPath} />
            </div>
          </div>
        </>
      ) : (
        <Empty kind="none-match" title={t("noVersions")}>
          {t("noVersionsHint")}
        </Empty>
      )}
    </Page>
  );
}

/** The answer on top, the data below. */
function stonesOf(version: ModelVersionView, name: string, project: string): readonly LineageStone[] {
  const icon = (kind: keyof typeof subjectIcons) => {
    const Icon = subjectIcons[kind];
    return Icon ? <Icon aria-hidden="true" className="size-4 shrink-0 text-muted" strokeWidth={1.75} /> : null;
  };
  return [
    ...version.endpoints.map((one) => ({
      id: `endpoint ${one.id} ${one.revision}`,
      href: `/${project}/endpoints/${one.slug}`,
      icon: icon("endpoint"),
      name: one.name,
      version: `r${one.revision}`,
      right: <Status status={one.status} />,
    })),
    { id: "here", icon: icon("model"), name, version: `v${version.number}`, here: true },
    ...(version.job
      ? [
          {
            id: "job",
            href: `/${project}/jobs/${version.job.slug}`,
            icon: icon("job"),
            name: version.job.name,
            right: <Time at={version.createdAt} />,
          },
        ]
      : []),
    ...(version.environment
      ? [
          {
            id: "environment",
            href: `/${project}/environments/${version.environment.slug}?v=${version.environment.number}`,
            icon: icon("environment"),
            name: version.environment.name,
            version: `v${version.environment.number}`,
          },
        ]
      : []),
    ...version.datasets.map((one) => ({
      id: `dataset ${one.versionId}`,
      href: `/${project}/datasets/${one.slug}?v=${one.number ?? ""}`,
      icon: icon("dataset"),
      name: one.name,
      version: `v${one.number ?? "–"}`,
    })),
  ];
}
