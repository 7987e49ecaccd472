import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { SecretList } from "@/app/(console)/[project]/settings/secrets/secret-list";
import { requireActor } from "@/lib/auth/require-actor";
import { found } from "@/lib/http/found";
import { getProjectBySlug } from "@/lib/projects/get-project";
import { listSecrets } from "@/lib/secrets/list-secrets";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("projects.settings.tabs"))("secrets") };
}

export default async function SecretsPage({ params }: { readonly params: Promise<{ project: string }> }) {
  const actor = await requireActor();
  const project = await found(getProjectBySlug(actor, (await params).project));
  const secrets = await found(listSecrets(actor, project.id));
  return <SecretList projectId={project.id} secrets={secrets} mayWrite={project.role === "owner"} />;
}
