"use client";

import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { AuditDetails, AuditSentence, useAuditSource } from "@/components/account/audit-sentence";
import { DataTable } from "@/components/ui/data-table";
import type { DataColumn } from "@/components/ui/data-table-column";
import { Empty } from "@/components/ui/empty";
import { Time } from "@/components/ui/time";
import { subjectTypes } from "@/db/values";
import { type AuditEventView, auditOutcomes } from "@/lib/audit/audit-event";

interface AuditTableProps {
  readonly events: readonly AuditEventView[];
  readonly total: number;
  readonly next: string | null;
}

/** The audit log as sentences: who did what to which thing, with what and from where. */
export function AuditTable({ events, total, next }: AuditTableProps) {
  const t = useTranslations("audit");
  const sourceOf = useAuditSource();
  const columns = useMemo(
    (): readonly DataColumn<AuditEventView>[] => [
      { id: "when", header: t("list.when"), phone: "corner", cell: ({ at }) => <Time at={at} /> },
      { id: "what", header: t("list.what"), grow: true, phone: "title", cell: (event) => <AuditSentence event={event} /> },
      { id: "details", header: t("list.details"), wide: true, cell: (event) => <AuditDetails event={event} /> },
      {
        id: "from",
        header: t("list.from"),
        wide: true,
        phone: "below",
        cell: (event) => (
          <span className="text-muted">
            {sourceOf(event)} {event.address ? <span className="font-mono text-12">{event.address}</span> : null}
          </span>
        ),
      },
    ],
    [t, sourceOf],
  );
  return (
    <DataTable
      label={t("title")}
      rows={events}
      rowKey={({ id }) => id}
      columns={columns}
      searchText={({ actorName }) => actorName}
      searchPlaceholder={t("filter.who")}
      filters={[
        { id: "kind", label: t("filter.kind"), options: subjectTypes.map((type) => ({ value: type, label: t(`kinds.${type}`) })) },
        { id: "outcome", label: t("outcome.label"), options: auditOutcomes.map((value) => ({ value, label: t(`outcome.${value}`) })) },
      ]}
      server={{ total, next }}
      empty={<Empty kind="none-match" title={t("filter.none")} />}
    />
  );
}
