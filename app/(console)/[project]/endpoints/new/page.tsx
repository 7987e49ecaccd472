import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { loadProject } from "@/app/(console)/[project]/load-project";
import { choicesOf } from "@/components/cluster/accelerator-choices";
import { Crumbs } from "@/components/shell/crumbs";
import { ButtonLink } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { Page } from "@/components/ui/page";
import { getCapacity } from "@/lib/cluster/get-capacity";
import { getEndpointBySlug } from "@/lib/endpoints/get-endpoint";
import { listEnvironments } from "@/lib/environments/list-environments";
import { found } from "@/lib/http/found";
import { listModelVersions } from "@/lib/models/get-model";
import { listModels } from "@/lib/models/list-models";
import { DeployForm } from "./deploy-form";

interface DeployPageProps {
  readonly params: Promise<{ project: string }>;
  readonly searchParams: Promise<{ version?: string; endpoint?: string }>;
}

/** Deploys a model version: as a new endpoint, or as the next revision of the one in the address. */
export default async function DeployPage({ params, searchParams }: DeployPageProps) {
  const { actor, project, may } = await loadProject((await params).project);
  if (!may.has("endpoint:write")) notFound();
  const { version, endpoint: slug } = await searchParams;
  const [models, environments, endpoint, capacity, t] = await Promise.all([
    listModels(actor, { projectId: project.id, limit: 100 }),
    listEnvironments(actor, project.id),
    slug === undefined ? null : found(getEndpointBySlug(actor, project.id, slug)),
    getCapacity(actor),
    getTranslations("endpoints"),
  ]);
  const all = await Promise.all(
    models.items.map(async (model) => {
      const versions = await listModelVersions(actor, model.id);
      return versions.map((one) => ({
        id: one.id,
        modelId: model.id,
        model: model.name,
        number: one.number,
        format: one.format,
        environment: one.environment && { name: one.environment.name, number: one.environment.number },
      }));
    }),
  );
  const versions = all.flat();
  const title = endpoint ? t("deploy.revisionTitle", { name: endpoint.name }) : t("deploy.title");
  return (
    <Page title={title} sentence={t(endpoint ? "deploy.revisionHelp" : "deploy.help")}>
      <Crumbs
        items={[
          ...(endpoint ? [{ label: endpoint.name, href: `/${project.slug}/endpoints/${endpoint.slug}` }] : []),
          { label: t("deploy.crumb") },
        ]}
      />
      {versions.length === 0 ? (
        <Empty
          kind="first-use"
          title={t("deploy.noModels")}
          action={<ButtonLink href={`/${project.slug}/models/new`}>{t("deploy.register")}</ButtonLink>}
        >
          {t("deploy.noModelsHint")}
        </Empty>
      ) : (
        <DeployForm
          projectId={project.id}
          project={project.slug}
          versions={versions}
          environments={environments.map(({ name, latest }) => ({ id: latest.id, label: `${name} v${latest.number}` }))}
          accelerators={capacity ? choicesOf(capacity) : []}
          chosen={version}
          endpoint={
            endpoint && {
              id: endpoint.id,
              slug: endpoint.slug,
              name: endpoint.name,
              newest: endpoint.newest.number,
              modelId: endpoint.newest.modelId,
              cpuMilli: endpoint.newest.cpuMilli,
              memoryBytes: endpoint.newest.memoryBytes,
              accelerators: endpoint.newest.accelerators,
              replicas: endpoint.newest.replicas,
            }
          }
        />
      )}
    </Page>
  );
}
