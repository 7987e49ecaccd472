"use client";

import { useTranslations } from "next-intl";
import { useMessage } from "@/components/shell/use-message";
import { Status } from "@/components/ui/status";
import type { EnvironmentVersionView } from "@/lib/environments/environment";

/** Whether code can run in it, and if not why. One that nobody needed yet says so instead of pretending to wait. */
export function BuildStatus({ version, pill = false }: { readonly version: EnvironmentVersionView; readonly pill?: boolean }) {
  const t = useTranslations("environments");
  const words = useMessage();
  if (version.status === "queued" && !version.isAsked) return <span className="text-13 text-muted">{t("onDemand")}</span>;
  return <Status status={version.status} pill={pill} reason={version.message && !pill ? words(version.message) : undefined} />;
}
