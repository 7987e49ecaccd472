"use client";

import { useTranslations } from "next-intl";
import { LinkTabs } from "@/components/ui/link-tabs";

/** Nodes, and what the cluster has besides. */
export function ClusterTabs() {
  const t = useTranslations("cluster");
  const tabs = [
    { href: "/admin/cluster", label: t("nodes") },
    { href: "/admin/cluster/namespaces", label: t("namespaces.title") },
    { href: "/admin/cluster/detected", label: t("detected") },
  ];
  return <LinkTabs label={t("title")} tabs={tabs} />;
}
