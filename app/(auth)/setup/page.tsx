import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { SetupForm } from "@/app/(auth)/setup/setup-form";
import { ButtonLink } from "@/components/ui/button";
import { hasAdministrator } from "@/lib/accounts/make-setup-link";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("auth.setup"))("title") };
}

export default async function SetupPage() {
  const t = await getTranslations("auth.setup");
  return (
    <>
      <div>
        <h1 className="text-28">{t("title")}</h1>
        <p className="mt-1 text-13 text-muted">{t("sentence")}</p>
      </div>
      {(await hasAdministrator()) ? (
        <>
          <p role="alert" className="rounded-control bg-sunken px-3.5 py-2.5 text-13 text-secondary">
            {t("refused")}
          </p>
          <ButtonLink look="primary" size="tall" href="/sign-in" className="w-full">
            {t("toSignIn")}
          </ButtonLink>
        </>
      ) : (
        <SetupForm />
      )}
    </>
  );
}
