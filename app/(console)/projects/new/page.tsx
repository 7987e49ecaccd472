import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ConsoleShell } from "@/app/(console)/console-shell";
import { NewProjectForm } from "@/app/(console)/projects/new/new-project-form";
import { Crumbs } from "@/components/shell/crumbs";
import { Page } from "@/components/ui/page";
import { requireActor } from "@/lib/auth/require-actor";
import { env } from "@/lib/env";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("projects.new"))("title") };
}

export default async function NewProjectPage() {
  await requireActor();
  const t = await getTranslations("projects.new");
  return (
    <ConsoleShell>
      <Crumbs items={[{ label: t("title") }]} />
      <Page title={t("title")} sentence={t("sentence")}>
        <NewProjectForm address={new URL(env.CAIRN_URL).host} />
      </Page>
    </ConsoleShell>
  );
}
