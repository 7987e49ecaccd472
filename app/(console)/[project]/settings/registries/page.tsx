import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { loadProject } from "@/app/(console)/[project]/load-project";
import { ProjectLogins } from "@/app/(console)/[project]/settings/registries/project-logins";
import { found } from "@/lib/http/found";
import { listRegistryLogins } from "@/lib/registries/list-registry-logins";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("projects.settings.tabs"))("registries") };
}

export default async function RegistriesPage({ params }: { readonly params: Promise<{ project: string }> }) {
  const { actor, project } = await loadProject((await params).project);
  const [logins, t] = await Promise.all([found(listRegistryLogins(actor, project.id)), getTranslations("registries")]);
  return (
    <div className="grid gap-3">
      <p className="text-13 text-muted">{t("sentence")}</p>
      <ProjectLogins projectId={project.id} logins={logins} mayWrite={project.role === "owner"} />
    </div>
  );
}
