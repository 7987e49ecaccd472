import { getTranslations } from "next-intl/server";
import { loadProject } from "@/app/(console)/[project]/load-project";
import { LivePage } from "@/components/live/live-page";
import { Crumbs } from "@/components/shell/crumbs";
import { Page, Panel } from "@/components/ui/page";
import type { EnvironmentVersionView } from "@/lib/environments/environment";
import { getEnvironmentBySlug, listEnvironmentVersions } from "@/lib/environments/get-environment";
import { found } from "@/lib/http/found";
import { listJobs } from "@/lib/jobs/list-jobs";
import { BuildStatus } from "../build-status";
import { BuildLog } from "./build-log";
import { EnvironmentDeeds } from "./environment-deeds";
import { ImagePanel } from "./image-panel";
import { NotHere } from "./not-here";
import { PackageList } from "./package-list";
import { UsedBy } from "./used-by";
import { VersionFacts } from "./version-facts";
import { VersionRail } from "./version-rail";

const shownUsers = 10;

interface EnvironmentPageProps {
  readonly params: Promise<{ project: string; environment: string }>;
  readonly searchParams: Promise<{ v?: string }>;
}

/** One environment: the chosen version's state and reason, its packages, its build's log. */
export default async function EnvironmentPage({ params, searchParams }: EnvironmentPageProps) {
  const { actor, project, may } = await loadProject((await params).project);
  const { environment: slug } = await params;
  const environment = await found(getEnvironmentBySlug(actor, { projectId: project.id, slug }));
  const [versions, t, sentence, { v }, users] = await Promise.all([
    listEnvironmentVersions(actor, environment.id),
    getTranslations("environments"),
    getTranslations(),
    searchParams,
    listJobs(actor, { projectId: project.id, environmentId: environment.id, limit: shownUsers }),
  ]);
  const version = versions.find(({ number }) => String(number) === v) ?? environment.latest;
  const mayWrite = may.has("environment:write");
  const { image } = version;
  return (
    <Page
      title={environment.name}
      pill={<BuildStatus version={version} pill />}
      sentence={
        version.message ? sentence(version.message.key, version.message.params as never) : environment.description || t(standing(version))
      }
      actions={
        mayWrite ? <EnvironmentDeeds environment={environment} version={version} project={project.slug} projectId={project.id} /> : null
      }
    >
      <Crumbs items={[{ label: environment.name }]} />
      <LivePage projectId={project.id} types={["environment", "environment_version"]} />
      <NotHere version={version} />
      <VersionFacts version={version} />
      <div className="grid gap-4 lg:grid-cols-[248px_minmax(0,1fr)]">
        <VersionRail versions={versions} chosen={version.number} path={`/${project.slug}/environments/${environment.slug}`} />
        <div className="grid min-w-0 content-start gap-4">
          {image ? (
            <Panel title={t("image.title")}>
              <ImagePanel image={image} />
            </Panel>
          ) : (
            <>
              <BuildLog version={version} />
              <Panel title={t("packages")} note={version.lock === null ? t("packagesLater") : undefined}>
                <PackageList version={version} />
              </Panel>
            </>
          )}
          <Panel title={t("usedBy")}>
            <UsedBy jobs={users.items} hasMore={users.nextCursor !== null} project={project.slug} />
          </Panel>
        </div>
      </div>
    </Page>
  );
}

function standing(
  version: EnvironmentVersionView,
): "standing.onDemand" | "standing.queued" | "standing.building" | "standing.ready" | "standing.failed" {
  if (version.status === "queued") return version.isAsked ? "standing.queued" : "standing.onDemand";
  return ({ starting: "standing.building", ready: "standing.ready", failed: "standing.failed" } as const)[version.status];
}
