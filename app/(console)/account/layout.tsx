import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { AccountCrumbs } from "@/app/(console)/account/account-crumbs";
import { ConsoleShell } from "@/app/(console)/console-shell";
import { LinkTabs } from "@/components/ui/link-tabs";
import { Page } from "@/components/ui/page";

/** One's own pages: they belong to a person, not to a project. */
export default async function AccountLayout({ children }: { readonly children: ReactNode }) {
  const t = await getTranslations("account");
  const tabs = [
    { href: "/account", label: t("tabs.profile") },
    { href: "/account/security", label: t("tabs.security") },
    { href: "/account/keys", label: t("tabs.keys") },
    { href: "/account/preferences", label: t("tabs.preferences") },
  ];
  return (
    <ConsoleShell>
      <AccountCrumbs title={t("title")} tabs={tabs} />
      <Page title={t("title")}>
        <LinkTabs tabs={tabs} label={t("tabs.label")} />
        {children}
      </Page>
    </ConsoleShell>
  );
}
