import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { SignInForm } from "@/app/(auth)/sign-in/sign-in-form";
import { hasAdministrator } from "@/lib/accounts/make-setup-link";
import { findActor } from "@/lib/auth/require-actor";
import { safeReturnPath } from "@/lib/auth/safe-return-path";
import { env } from "@/lib/env";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("auth.signIn"))("title") };
}

export default async function SignInPage({ searchParams }: { readonly searchParams: Promise<{ readonly next?: string | string[] }> }) {
  const next = safeReturnPath((await searchParams).next);
  if (await findActor()) redirect(next);
  const t = await getTranslations("auth.signIn");
  return (
    <>
      <div>
        <h1 className="text-28">{t("title")}</h1>
        <p className="text-13 text-muted">{new URL(env.CAIRN_URL).host}</p>
      </div>
      {(await hasAdministrator()) ? null : (
        <p className="rounded-control bg-sunken px-3.5 py-2.5 text-13 text-secondary">
          {t.rich("notSetUp", { code: (words) => <code className="font-mono text-12">{words}</code> })}
        </p>
      )}
      <SignInForm next={next} />
      <p className="text-13 text-muted">{t("noAccount")}</p>
    </>
  );
}
