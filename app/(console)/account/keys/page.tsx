import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { KeyList } from "@/app/(console)/account/keys/key-list";
import { requireActor } from "@/lib/auth/require-actor";
import { env } from "@/lib/env";
import { listAccessKeys } from "@/lib/keys/list-access-keys";
import { listProjects } from "@/lib/projects/list-projects";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("account.tabs"))("keys") };
}

export default async function KeysPage() {
  const actor = await requireActor();
  const [keys, projects] = await Promise.all([listAccessKeys(actor), listProjects(actor)]);
  return <KeyList keys={keys} projects={projects.map(({ id, name }) => ({ id, name }))} address={env.CAIRN_URL} />;
}
