import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { loadProject } from "@/app/(console)/[project]/load-project";
import { Crumbs } from "@/components/shell/crumbs";
import { Page } from "@/components/ui/page";
import { getEnvironmentBySlug } from "@/lib/environments/get-environment";
import { found } from "@/lib/http/found";
import { EnvironmentForm } from "../../environment-form";

export default async function EditEnvironmentPage({ params }: { params: Promise<{ project: string; environment: string }> }) {
  const { actor, project, may } = await loadProject((await params).project);
  if (!may.has("environment:write")) notFound();
  const { environment: slug } = await params;
  const environment = await found(getEnvironmentBySlug(actor, { projectId: project.id, slug }));
  const t = await getTranslations("environments");
  return (
    <Page title={t("edit", { name: environment.name })} sentence={t(environment.kind === "image" ? "form.helpImage" : "form.help")}>
      <Crumbs items={[{ label: environment.name, href: `/${project.slug}/environments/${environment.slug}` }]} />
      <EnvironmentForm projectId={project.id} project={project.slug} kinds={[environment.kind]} environment={environment} />
    </Page>
  );
}
