"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useLog } from "@/components/live/use-log";
import { LogView } from "@/components/ui/log-view";
import { Select } from "@/components/ui/select";

interface EndpointLogProps {
  readonly endpointId: string;
  readonly revisionId: string;
  readonly number: number;
  readonly isOver: boolean;
  readonly numbers: readonly number[];
  readonly path: string;
}

export function EndpointLog({ endpointId, revisionId, number, isOver, numbers, path }: EndpointLogProps) {
  const t = useTranslations("endpoints.log");
  const router = useRouter();
  const { isReconnecting, ...log } = useLog(revisionId, `/api/v1/endpoints/${endpointId}/log?revision=${number}`);
  return (
    <section className="overflow-hidden rounded-panel border border-border" aria-label={t("title")}>
      <LogView
        title={
          <Select
            size="low"
            label={t("revision")}
            className="w-30"
            value={String(number)}
            onValueChange={(next) => router.push(`${path}?r=${next}`)}
            options={numbers.map((each) => ({ value: String(each), label: `r${each}` }))}
          />
        }
        {...log}
        state={isOver ? "archived" : isReconnecting ? "reconnecting" : "live"}
        emptyWords={isOver ? t("none") : t("soon")}
        className="max-h-[calc(100dvh-300px)] min-h-90"
      />
    </section>
  );
}
