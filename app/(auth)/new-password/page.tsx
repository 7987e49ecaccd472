import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { NewPasswordForm } from "@/app/(auth)/new-password/new-password-form";
import { findActor } from "@/lib/auth/require-actor";
import { safeReturnPath } from "@/lib/auth/safe-return-path";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("auth.newPassword"))("title") };
}

export default async function NewPasswordPage({ searchParams }: { readonly searchParams: Promise<{ readonly next?: string | string[] }> }) {
  const next = safeReturnPath((await searchParams).next);
  const actor = await findActor();
  if (!actor) redirect(`/sign-in?next=${encodeURIComponent(next)}`);
  if (!actor.mustChangePassword) redirect(next);
  const t = await getTranslations("auth.newPassword");
  return (
    <>
      <div>
        <h1 className="text-28">{t("title")}</h1>
        <p className="mt-1 text-13 text-muted">{t("sentence")}</p>
      </div>
      <NewPasswordForm name={actor.name} next={next} />
    </>
  );
}
