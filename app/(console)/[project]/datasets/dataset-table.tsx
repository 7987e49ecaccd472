"use client";

import { useLocale, useTranslations } from "next-intl";
import { useMemo } from "react";
import { DataTable } from "@/components/ui/data-table";
import type { DataColumn } from "@/components/ui/data-table-column";
import { Empty } from "@/components/ui/empty";
import { Link } from "@/components/ui/link";
import { Tag } from "@/components/ui/tag";
import { Time } from "@/components/ui/time";
import type { DatasetView } from "@/lib/datasets/dataset";
import { formatBytes } from "@/lib/format/bytes";
import { formatNumber } from "@/lib/format/number";
import { NoDatasetsYet } from "./no-datasets-yet";
import { RestoreButton } from "./restore-button";

interface DatasetTableProps {
  readonly datasets: readonly DatasetView[];
  readonly total: number;
  readonly next: string | null;
  readonly projectId: string;
  readonly project: string;
  readonly isBin: boolean;
  readonly mayWrite: boolean;
}

/** Datasets with their newest version; or what lies in the bin, each with a way back. */
export function DatasetTable({ datasets, total, next, projectId, project, isBin, mayWrite }: DatasetTableProps) {
  const t = useTranslations("datasets");
  const locale = useLocale();
  const columns = useMemo((): readonly DataColumn<DatasetView>[] => {
    const living: readonly DataColumn<DatasetView>[] = [
      {
        id: "version",
        header: t("columns.version"),
        phone: "below",
        cell: ({ latest, draftId }) => (
          <span className="flex items-center gap-1.5">
            {latest ? <Tag look="line">v{latest.number}</Tag> : null}
            {draftId ? <Tag>{t("draft")}</Tag> : null}
            {latest || draftId ? null : <span className="text-muted">{t("noVersion")}</span>}
          </span>
        ),
      },
      {
        id: "files",
        header: t("columns.files"),
        align: "right",
        sortBy: () => 0,
        cell: ({ latest }) => formatNumber(latest?.fileCount, locale),
      },
      {
        id: "size",
        header: t("columns.size"),
        align: "right",
        sortBy: () => 0,
        phone: "corner",
        cell: ({ latest }) => formatBytes(latest?.totalBytes, locale),
      },
      { id: "by", header: t("columns.by"), wide: true, cell: ({ createdBy }) => createdBy.name },
      {
        id: "updated",
        header: t("columns.updated"),
        align: "right",
        sortBy: () => 0,
        wide: true,
        phone: "corner-below",
        cell: ({ updatedAt }) => <Time at={updatedAt} className="text-muted" />,
      },
    ];
    const deleted: readonly DataColumn<DatasetView>[] = [
      { id: "deleted", header: t("columns.deleted"), phone: "below", cell: ({ deletedAt }) => (deletedAt ? <Time at={deletedAt} /> : "–") },
      {
        id: "size",
        header: t("columns.size"),
        align: "right",
        sortBy: () => 0,
        cell: ({ latest }) => formatBytes(latest?.totalBytes, locale),
      },
      {
        id: "restore",
        header: "",
        align: "right",
        phone: "corner",
        cell: ({ id, name }) => (mayWrite ? <RestoreButton id={id} name={name} /> : null),
      },
    ];
    return [
      {
        id: "name",
        header: t("columns.name"),
        grow: true,
        phone: "title",
        sortBy: () => 0,
        cell: ({ name, slug, description, tags }) => (
          <span className="flex min-w-0 items-center gap-2">
            {isBin ? (
              <span className="truncate font-medium">{name}</span>
            ) : (
              <Link href={`/${project}/datasets/${slug}`} className="truncate font-medium hover:underline lg:shrink-0 lg:max-w-[60%]">
                {name}
              </Link>
            )}
            {tags.slice(0, 2).map((tag) => (
              <Tag key={tag} className="max-lg:hidden">
                {tag}
              </Tag>
            ))}
            <span className="truncate text-muted max-lg:hidden">{description}</span>
          </span>
        ),
      },
      ...(isBin ? deleted : living),
    ];
  }, [t, locale, project, isBin, mayWrite]);
  return (
    <DataTable
      label={t("title")}
      rows={datasets}
      rowKey={({ id }) => id}
      columns={columns}
      searchText={({ name }) => name}
      filters={[{ id: "state", label: t("state.label"), options: [{ value: "bin", label: t("state.bin") }] }]}
      server={{ total, next }}
      empty={
        isBin ? (
          <Empty kind="none-match" title={t("state.binEmpty")} />
        ) : (
          <NoDatasetsYet projectId={projectId} project={project} mayWrite={mayWrite} />
        )
      }
    />
  );
}
