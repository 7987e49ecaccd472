import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Page } from "@/components/ui/page";
import { requireActor } from "@/lib/auth/require-actor";
import { found } from "@/lib/http/found";
import { listRegistryLogins } from "@/lib/registries/list-registry-logins";
import { PlatformLogins } from "./platform-logins";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("registries"))("title") };
}

/** By whom the images of every project are pulled. */
export default async function RegistriesPage() {
  const actor = await requireActor();
  const [logins, t] = await Promise.all([found(listRegistryLogins(actor, null)), getTranslations("registries")]);
  return (
    <Page title={t("title")} sentence={t("platformSentence")}>
      <PlatformLogins logins={logins} />
    </Page>
  );
}
