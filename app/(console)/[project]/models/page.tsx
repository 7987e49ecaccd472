import { Plus } from "lucide-react";
import { getTranslations } from "next-intl/server";
import { LivePage } from "@/components/live/live-page";
import { ButtonLink } from "@/components/ui/button";
import { Page } from "@/components/ui/page";
import { rolePermissions } from "@/lib/auth/permissions";
import { requireActor } from "@/lib/auth/require-actor";
import { found } from "@/lib/http/found";
import { listModels } from "@/lib/models/list-models";
import { getProjectBySlug } from "@/lib/projects/get-project";
import { ModelTable } from "./model-table";

export default async function ModelsPage({ params }: { params: Promise<{ project: string }> }) {
  const actor = await requireActor();
  const project = await found(getProjectBySlug(actor, (await params).project));
  const [models, t] = await Promise.all([listModels(actor, { projectId: project.id, limit: 100 }), getTranslations("models")]);
  const mayWrite = rolePermissions[project.role].has("model:write");
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
