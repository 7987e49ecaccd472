import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { SetupForm } from "@/app/(auth)/setup/setup-form";
import { hasAdministrator } from "@/lib/accounts/make-setup-link";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("auth.setup"))("title") };
}

export default async function SetupPage() {
  if (await hasAdministrator()) redirect("/sign-in");
  const t = await getTranslations("auth.setup");
  return (
    <>
      <div>
        <h1 className="text-28">{t("title")}</h1>
        <p className="mt-1 text-13 text-muted">{t("sentence")}</p>
      </div>
      <SetupForm />
    </>
  );
}
