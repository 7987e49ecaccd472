import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { loadProject } from "@/app/(console)/[project]/load-project";
import { Crumbs } from "@/components/shell/crumbs";
import { Page } from "@/components/ui/page";
import { NewDatasetForm } from "./new-dataset-form";

export default async function NewDatasetPage({ params }: { readonly params: Promise<{ project: string }> }) {
  const { project, may } = await loadProject((await params).project);
  if (!may.has("dataset:write")) notFound();
  const t = await getTranslations("datasets");
  return (
    <Page title={t("new")} sentence={t("form.help")}>
      <Crumbs items={[{ label: t("new") }]} />
      <NewDatasetForm projectId={project.id} project={project.slug} />
    </Page>
  );
}
