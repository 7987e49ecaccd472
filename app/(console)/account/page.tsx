import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ProfileForm } from "@/app/(console)/account/profile-form";
import { KeyFacts } from "@/components/ui/key-facts";
import { Time } from "@/components/ui/time";
import { getProfile } from "@/lib/accounts/update-profile";
import { requireActor } from "@/lib/auth/require-actor";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("account"))("title") };
}

export default async function ProfilePage() {
  const t = await getTranslations("account.profile");
  const profile = await getProfile(await requireActor());
  return (
    <div className="max-w-120">
      <KeyFacts
        facts={[
          { name: t("role"), value: profile.isAdministrator ? t("administrator") : t("person") },
          { name: t("since"), value: <Time at={profile.createdAt} form="date" /> },
        ]}
      />
      <ProfileForm name={profile.name} displayName={profile.displayName} />
    </div>
  );
}
