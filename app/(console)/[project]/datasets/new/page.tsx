import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { Crumbs } from "@/components/shell/crumbs";
import { Page } from "@/components/ui/page";
import { rolePermissions } from "@/lib/auth/permissions";
import { requireActor } from "@/lib/auth/require-actor";
import { found } from "@/lib/http/found";
import { getProjectBySlug } from "@/lib/projects/get-project";
import { NewDatasetForm } from "./new-dataset-form";

export default async function NewDatasetPage({ params }: { readonly params: Promise<{ project: string }> }) {
  const actor = await requireActor();
  const project = await found(getProjectBySlug(actor, (await params).project));
  if (!rolePermissions[project.role].has("dataset:write")) notFound();
  const t = await getTranslations("datasets");
  return (
    <Page title={t("new")} sentence={t("form.help")}>
      <Crumbs items={[{ label: t("new") }]} />
      <NewDatasetForm projectId={project.id} project={project.slug} />
    </Page>
  );
}
