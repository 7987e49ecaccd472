import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { loadProject } from "@/app/(console)/[project]/load-project";
import { Crumbs } from "@/components/shell/crumbs";
import { Page } from "@/components/ui/page";
import { offeredKinds } from "@/lib/environments/offered-kinds";
import { EnvironmentForm } from "../environment-form";

export default async function NewEnvironmentPage({ params }: { params: Promise<{ project: string }> }) {
  const { project, may } = await loadProject((await params).project);
  if (!may.has("environment:write")) notFound();
  const t = await getTranslations("environments");
  return (
    <Page title={t("new")} sentence={t(offeredKinds()[0] === "image" ? "form.helpImage" : "form.help")}>
      <Crumbs items={[{ label: t("new") }]} />
      <EnvironmentForm projectId={project.id} project={project.slug} kinds={offeredKinds()} />
    </Page>
  );
}
