import { Plus } from "lucide-react";
import { getTranslations } from "next-intl/server";
import { loadProject } from "@/app/(console)/[project]/load-project";
import { LivePage } from "@/components/live/live-page";
import { ButtonLink } from "@/components/ui/button";
import { Page } from "@/components/ui/page";
import { listEndpoints } from "@/lib/endpoints/list-endpoints";
import { EndpointTable } from "./endpoint-table";

export default async function EndpointsPage({ params }: { params: Promise<{ project: string }> }) {
  const { actor, project, may } = await loadProject((await params).project);
  const [endpoints, t] = await Promise.all([listEndpoints(actor, { projectId: project.id, limit: 100 }), getTranslations("endpoints")]);
  const mayWrite = may.has("endpoint:write");
  return (
    <Page
      title={t("title")}
      sentence={t("help")}
      actions={
        mayWrite && endpoints.items.length > 0 ? (
          <ButtonLink look="primary" href={`/${project.slug}/endpoints/new`}>
            <Plus aria-hidden="true" strokeWidth={1.75} />
            {t("deploy.title")}
          </ButtonLink>
        ) : null
      }
    >
      <LivePage projectId={project.id} types={["endpoint"]} />
      <EndpointTable endpoints={endpoints.items} project={project.slug} mayWrite={mayWrite} />
    </Page>
  );
}
