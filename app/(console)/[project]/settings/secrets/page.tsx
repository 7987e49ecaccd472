import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { loadProject } from "@/app/(console)/[project]/load-project";
import { SecretList } from "@/app/(console)/[project]/settings/secrets/secret-list";
import { found } from "@/lib/http/found";
import { listSecrets } from "@/lib/secrets/list-secrets";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("projects.settings.tabs"))("secrets") };
}

export default async function SecretsPage({ params }: { readonly params: Promise<{ project: string }> }) {
  const { actor, project } = await loadProject((await params).project);
  const secrets = await found(listSecrets(actor, project.id));
  return <SecretList projectId={project.id} secrets={secrets} mayWrite={project.role === "owner"} />;
}
