import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { SignOutForm } from "@/app/(auth)/sign-out/sign-out-form";
import { findActor } from "@/lib/auth/require-actor";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("auth.signOut"))("title") };
}

export default async function SignOutPage() {
  if (!(await findActor())) redirect("/sign-in");
  const t = await getTranslations("auth.signOut");
  return (
    <>
      <div>
        <h1 className="text-28">{t("title")}</h1>
        <p className="mt-1 text-13 text-muted">{t("sentence")}</p>
      </div>
      <SignOutForm />
    </>
  );
}
