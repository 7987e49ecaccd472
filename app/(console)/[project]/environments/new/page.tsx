import { getTranslations } from "next-intl/server";
import { Crumbs } from "@/components/shell/crumbs";
import { Page } from "@/components/ui/page";
import { requireActor } from "@/lib/auth/require-actor";
import { found } from "@/lib/http/found";
import { getProjectBySlug } from "@/lib/projects/get-project";
import { EnvironmentForm } from "../environment-form";

export default async function NewEnvironmentPage({ params }: { params: Promise<{ project: string }> }) {
  const project = await found(getProjectBySlug(await requireActor(), (await params).project));
  const t = await getTranslations("environments");
  return (
    <Page title={t("new")} sentence={t("form.help")}>
      <Crumbs items={[{ label: t("new") }]} />
      <EnvironmentForm projectId={project.id} project={project.slug} />
    </Page>
  );
}
