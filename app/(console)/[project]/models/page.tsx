import { Plus } from "lucide-react";
import { getTranslations } from "next-intl/server";
import { loadProject } from "@/app/(console)/[project]/load-project";
import { LivePage } from "@/components/live/live-page";
import { ButtonLink } from "@/components/ui/button";
import { Page } from "@/components/ui/page";
import { listModels } from "@/lib/models/list-models";
import { ModelTable } from "./model-table";

export default async function ModelsPage({ params }: { params: Promise<{ project: string }> }) {
  const { actor, project, may } = await loadProject((await params).project);
  const [models, t] = await Promise.all([listModels(actor, { projectId: project.id, limit: 100 }), getTranslations("models")]);
  const mayWrite = may.has("model:write");
  return (
    <Page
      title={t("title")}
      sentence={t("help")}
      actions={
        mayWrite && models.items.length > 0 ? (
          <ButtonLink look="primary" href={`/${project.slug}/models/new`}>
            <Plus aria-hidden="true" strokeWidth={1.75} />
            {t("register.title")}
          </ButtonLink>
        ) : null
      }
    >
      <LivePage projectId={project.id} types={["model", "model_version", "endpoint"]} />
      <ModelTable models={models.items} project={project.slug} mayWrite={mayWrite} />
    </Page>
  );
}
