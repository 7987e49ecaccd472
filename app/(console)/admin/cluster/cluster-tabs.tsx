"use client";

import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import { Crumbs } from "@/components/shell/crumbs";
import { LinkTabs } from "@/components/ui/link-tabs";

/** Nodes, and what the cluster has besides. */
export function ClusterTabs() {
  const t = useTranslations("cluster");
  const path = usePathname();
  const others = [
    { href: "/admin/cluster/namespaces", label: t("namespaces.title") },
    { href: "/admin/cluster/detected", label: t("detected") },
  ];
  return (
    <>
      <Crumbs items={others.filter(({ href }) => href === path).map(({ label }) => ({ label }))} />
      <LinkTabs label={t("title")} tabs={[{ href: "/admin/cluster", label: t("nodes") }, ...others]} />
    </>
  );
}
