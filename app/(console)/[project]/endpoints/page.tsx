import { Plus } from "lucide-react";
import { getTranslations } from "next-intl/server";
import { LivePage } from "@/components/live/live-page";
import { ButtonLink } from "@/components/ui/button";
import { Page } from "@/components/ui/page";
import { rolePermissions } from "@/lib/auth/permissions";
import { requireActor } from "@/lib/auth/require-actor";
import { listEndpoints } from "@/lib/endpoints/list-endpoints";
import { found } from "@/lib/http/found";
import { getProjectBySlug } from "@/lib/projects/get-project";
import { EndpointTable } from "./endpoint-table";

export default async function EndpointsPage({ params }: { params: Promise<{ project: string }> }) {
  const actor = await requireActor();
  const project = await found(getProjectBySlug(actor, (await params).project));
  const [endpoints, t] = await Promise.all([listEndpoints(actor, { projectId: project.id, limit: 100 }), getTranslations("endpoints")]);
  const mayWrite = rolePermissions[project.role].has("endpoint:write");
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
