import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { PreferencesForm } from "@/app/(console)/account/preferences/preferences-form";
import { requireActor } from "@/lib/auth/require-actor";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("account.tabs"))("preferences") };
}

export default async function PreferencesPage() {
  await requireActor();
  return <PreferencesForm />;
}
