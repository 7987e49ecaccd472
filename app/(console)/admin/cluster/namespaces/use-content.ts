import { useTranslations } from "next-intl";
import type { NamespaceView } from "@/lib/cluster/namespace";

/** What is in a namespace, in words. */
export function useContent(): (content: NonNullable<NamespaceView["content"]>) => string {
  const t = useTranslations("cluster");
  return (content) => {
    const parts = (["workloads", "volumes", "foreign"] as const)
      .filter((part) => content[part] > 0)
      .map((part) => t(`namespaces.${part}`, { count: content[part] }));
    return parts.length === 0 ? t("namespaces.empty") : parts.join(t("comma"));
  };
}
