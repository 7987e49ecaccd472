"use client";

import { useLocale, useTranslations } from "next-intl";
import { useMessage } from "@/components/shell/use-message";
import type { EndpointView } from "@/lib/endpoints/endpoint";
import { formatMemory } from "@/lib/format/bytes";
import { formatNumber } from "@/lib/format/number";

/** How it is and why, in one sentence. */
export function EndpointSentence({ endpoint }: { readonly endpoint: EndpointView }) {
  const t = useTranslations("endpoints.sentence");
  const locale = useLocale();
  const message = useMessage();
  if (endpoint.message) return message(endpoint.message);
  const { current, newest, status } = endpoint;
  if (status !== "ready" || !current) return t(status);
  const values = {
    revision: current.number,
    model: current.modelName,
    version: current.modelVersion,
    cpu: formatNumber(current.cpuMilli / 1_000, locale, 2),
    memory: [
      formatMemory(current.memoryBytes, locale),
      ...Object.entries(current.accelerators).map(([type, count]) => `${formatNumber(count, locale)} × ${type}`),
    ].join(", "),
    replicas: current.replicas,
  };
  return newest.number === current.number ? t("ready", values) : t("readyAndNext", { ...values, next: newest.number });
}
