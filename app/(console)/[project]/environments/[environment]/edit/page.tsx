import { getTranslations } from "next-intl/server";
import { Crumbs } from "@/components/shell/crumbs";
import { Page } from "@/components/ui/page";
import { requireActor } from "@/lib/auth/require-actor";
import { getEnvironmentBySlug } from "@/lib/environments/get-environment";
import { found } from "@/lib/http/found";
import { getProjectBySlug } from "@/lib/projects/get-project";
import { EnvironmentForm } from "../../environment-form";

export default async function EditEnvironmentPage({ params }: { params: Promise<{ project: string; environment: string }> }) {
  const actor = await requireActor();
  const { project: slug, environment: environmentSlug } = await params;
  const project = await found(getProjectBySlug(actor, slug));
  const environment = await found(getEnvironmentBySlug(actor, { projectId: project.id, slug: environmentSlug }));
  const t = await getTranslations("environments");
  return (
    <Page title={t("edit", { name: environment.name })} sentence={t("form.help")}>
      <Crumbs items={[{ label: environment.name, href: `/${project.slug}/environments/${environment.slug}` }]} />
      <EnvironmentForm projectId={project.id} project={project.slug} environment={environment} />
    </Page>
  );
}
