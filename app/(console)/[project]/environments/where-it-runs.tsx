"use client";

import { TriangleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import { useMessage } from "@/components/shell/use-message";
import type { EnvironmentView } from "@/lib/environments/environment";

/** Where programs can be started in it, and what they need there. */
export function WhereItRuns({ environment: { kind, latest } }: { readonly environment: Pick<EnvironmentView, "kind" | "latest"> }) {
  const t = useTranslations("environments");
  const words = useMessage();
  if (latest.notHere) {
    return (
      <span className="inline-flex min-w-0 items-center gap-1.5" title={words(latest.notHere)}>
        <TriangleAlert aria-hidden="true" className="size-4 shrink-0 text-warn-text" strokeWidth={1.75} />
        <span className="truncate">{t("where.nowhere")}</span>
      </span>
    );
  }
  return <span className="truncate">{t(kind === "image" ? "where.cluster" : "where.machine")}</span>;
}
