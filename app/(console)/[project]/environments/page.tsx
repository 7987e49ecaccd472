import { Plus } from "lucide-react";
import { getTranslations } from "next-intl/server";
import { LivePage } from "@/components/live/live-page";
import { ButtonLink } from "@/components/ui/button";
import { Page } from "@/components/ui/page";
import { rolePermissions } from "@/lib/auth/permissions";
import { requireActor } from "@/lib/auth/require-actor";
import { listEnvironments } from "@/lib/environments/list-environments";
import { found } from "@/lib/http/found";
import { getProjectBySlug } from "@/lib/projects/get-project";
import { EnvironmentTable } from "./environment-table";

export default async function EnvironmentsPage({ params }: { params: Promise<{ project: string }> }) {
  const actor = await requireActor();
  const project = await found(getProjectBySlug(actor, (await params).project));
  const [environments, t] = await Promise.all([listEnvironments(actor, project.id), getTranslations("environments")]);
  const mayWrite = rolePermissions[project.role].has("environment:write");
  return (
    <Page
      title={t("title")}
      sentence={t("help")}
      actions={
        mayWrite ? (
          <ButtonLink look="primary" href={`/${project.slug}/environments/new`}>
            <Plus aria-hidden="true" strokeWidth={1.75} />
            {t("new")}
          </ButtonLink>
        ) : null
      }
    >
      <LivePage projectId={project.id} types={["environment", "environment_version"]} />
      <EnvironmentTable environments={environments} project={project.slug} />
    </Page>
  );
}
