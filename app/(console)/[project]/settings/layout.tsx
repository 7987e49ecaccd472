import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { loadProject } from "@/app/(console)/[project]/load-project";
import { LinkTabs } from "@/components/ui/link-tabs";
import { Page } from "@/components/ui/page";

interface SettingsLayoutProps {
  readonly children: ReactNode;
  readonly params: Promise<{ project: string }>;
}

export default async function SettingsLayout({ children, params }: SettingsLayoutProps) {
  const t = await getTranslations("projects.settings");
  const { slug, role } = (await loadProject((await params).project)).project;
  const all = [
    { href: `/${slug}/settings`, label: t("tabs.general"), for: ["owner", "member", "viewer"] },
    { href: `/${slug}/settings/members`, label: t("tabs.members"), for: ["owner", "member", "viewer"] },
    { href: `/${slug}/settings/limits`, label: t("tabs.limits"), for: ["owner", "member", "viewer"] },
    { href: `/${slug}/settings/secrets`, label: t("tabs.secrets"), for: ["owner", "member"] },
    { href: `/${slug}/settings/registries`, label: t("tabs.registries"), for: ["owner", "member"] },
    { href: `/${slug}/settings/audit`, label: t("tabs.audit"), for: ["owner"] },
  ];
  return (
    <Page title={t("title")}>
      <LinkTabs tabs={all.filter((tab) => tab.for.includes(role))} label={t("tabs.label")} />
      {children}
    </Page>
  );
}
