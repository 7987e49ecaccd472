import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { LinkTabs } from "@/components/ui/link-tabs";
import { Page } from "@/components/ui/page";
import { requireActor } from "@/lib/auth/require-actor";
import { found } from "@/lib/http/found";
import { getProjectBySlug } from "@/lib/projects/get-project";

interface SettingsLayoutProps {
  readonly children: ReactNode;
  readonly params: Promise<{ project: string }>;
}

export default async function SettingsLayout({ children, params }: SettingsLayoutProps) {
  const t = await getTranslations("projects.settings");
  const { slug, role } = await found(getProjectBySlug(await requireActor(), (await params).project));
  const all = [
    { href: `/${slug}/settings`, label: t("tabs.general"), for: ["owner", "member", "viewer"] },
    { href: `/${slug}/settings/members`, label: t("tabs.members"), for: ["owner", "member", "viewer"] },
    { href: `/${slug}/settings/secrets`, label: t("tabs.secrets"), for: ["owner", "member"] },
    { href: `/${slug}/settings/audit`, label: t("tabs.audit"), for: ["owner"] },
  ];
  return (
    <Page title={t("title")}>
      <LinkTabs tabs={all.filter((tab) => tab.for.includes(role))} label={t("tabs.label")} />
      {children}
    </Page>
  );
}
