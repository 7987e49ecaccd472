"use client";

import { useLocale, useTranslations } from "next-intl";
import { useSubmit } from "@/components/account/use-submit";
import { useMessage } from "@/components/shell/use-message";
import { Button } from "@/components/ui/button";
import { Link } from "@/components/ui/link";
import { Panel } from "@/components/ui/page";
import { Status } from "@/components/ui/status";
import { Table, Td, Th, Tr } from "@/components/ui/table";
import { Time } from "@/components/ui/time";
import { toast } from "@/components/ui/toast";
import type { RevisionView } from "@/lib/endpoints/endpoint";
import type { UsageView } from "@/lib/endpoints/get-usage";
import { formatNumber } from "@/lib/format/number";
import { createRevisionAction } from "../actions";

interface RevisionTableProps {
  readonly revisions: readonly RevisionView[];
  readonly usage: UsageView;
  readonly project: string;
  readonly endpointId: string;
  readonly mayWrite: boolean;
}

const shown = 20;

/** What is served and was served, the newest first; an earlier one can be brought back. */
export function RevisionTable({ revisions, usage, project, endpointId, mayWrite }: RevisionTableProps) {
  const t = useTranslations("endpoints");
  const locale = useLocale();
  const message = useMessage();
  const figures = new Map(usage.byRevision.map((one) => [one.revision, one]));
  const back = useSubmit(
    async (input: Parameters<typeof createRevisionAction>[0]) => {
      const result = await createRevisionAction(input);
      if (!result.ok) toast.error(result.message, result.requestId);
      return result;
    },
    () => undefined,
  );
  return (
    <Panel title={t("revisions")} note={t("lastHour")}>
      <Table label={t("revisions")}>
        <thead>
          <tr>
            <Th>{t("columns.revision")}</Th>
            <Th>{t("columns.status")}</Th>
            <Th>{t("columns.model")}</Th>
            <Th className="text-right">{t("columns.requests")}</Th>
            <Th className="text-right">p95 ms</Th>
            <Th className="text-right">{t("columns.errors")}</Th>
            <Th className="text-right">{t("columns.age")}</Th>
            <Th>
              <span className="sr-only">{t("columns.deeds")}</span>
            </Th>
          </tr>
        </thead>
        <tbody>
          {revisions.slice(0, shown).map((revision) => {
            const figure = figures.get(revision.number);
            return (
              <Tr key={revision.id}>
                <Td className="font-medium">r{revision.number}</Td>
                <Td className="max-w-90 truncate">
                  <Status status={revision.status} {...(revision.message && { reason: message(revision.message) })} />
                </Td>
                <Td>
                  <Link
                    href={`/${project}/models/${revision.modelSlug}?v=${revision.modelVersion}`}
                    className="text-accent hover:underline"
                  >
                    {revision.modelName}
                  </Link>{" "}
                  v{revision.modelVersion}
                </Td>
                <Td className="text-right tabular-nums">{figure ? formatNumber(figure.requests, locale) : "–"}</Td>
                <Td className="text-right tabular-nums">{formatNumber(figure?.p95Ms, locale)}</Td>
                <Td className="text-right tabular-nums">{figure ? formatNumber(figure.errors, locale) : "–"}</Td>
                <Td className="text-right">
                  <Time at={revision.createdAt} />
                </Td>
                <Td className="text-right">
                  {mayWrite && !revision.isCurrent && revision.endedAt !== null ? (
                    <Button
                      look="bare"
                      size="low"
                      busy={back.busy}
                      onClick={() =>
                        back.submit({
                          endpointId,
                          modelVersionId: revision.modelVersionId,
                          cpuMilli: revision.cpuMilli,
                          memoryBytes: revision.memoryBytes,
                          accelerators: revision.accelerators,
                          replicas: revision.replicas,
                        })
                      }
                    >
                      {t("backToIt")}
                    </Button>
                  ) : null}
                </Td>
              </Tr>
            );
          })}
        </tbody>
      </Table>
    </Panel>
  );
}
