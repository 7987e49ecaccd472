import { Plus } from "lucide-react";
import { getTranslations } from "next-intl/server";
import { loadProject } from "@/app/(console)/[project]/load-project";
import { LivePage } from "@/components/live/live-page";
import { ButtonLink } from "@/components/ui/button";
import { Page } from "@/components/ui/page";
import { listEnvironments } from "@/lib/environments/list-environments";
import { EnvironmentTable } from "./environment-table";

export default async function EnvironmentsPage({ params }: { params: Promise<{ project: string }> }) {
  const { actor, project, may } = await loadProject((await params).project);
  const [environments, t] = await Promise.all([listEnvironments(actor, project.id), getTranslations("environments")]);
  const mayWrite = may.has("environment:write");
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
