"use client";

import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { useMessage } from "@/components/shell/use-message";
import { ButtonLink } from "@/components/ui/button";
import { DataTable } from "@/components/ui/data-table";
import type { DataColumn } from "@/components/ui/data-table-column";
import { Empty } from "@/components/ui/empty";
import { Link } from "@/components/ui/link";
import { Status } from "@/components/ui/status";
import { Time } from "@/components/ui/time";
import { endpointStatuses } from "@/db/values";
import type { EndpointView } from "@/lib/endpoints/endpoint";

interface EndpointTableProps {
  readonly endpoints: readonly EndpointView[];
  readonly project: string;
  readonly mayWrite: boolean;
}

export function EndpointTable({ endpoints, project, mayWrite }: EndpointTableProps) {
  const t = useTranslations("endpoints");
  const words = useTranslations("status");
  const message = useMessage();
  const columns = useMemo(
    (): readonly DataColumn<EndpointView>[] => [
      {
        id: "name",
        header: t("columns.name"),
        phone: "title",
        sortBy: ({ name }) => name,
        cell: ({ name, slug }) => (
          <Link href={`/${project}/endpoints/${slug}`} className="block max-w-50 truncate xl:max-w-70 font-medium hover:underline">
            {name}
          </Link>
        ),
      },
      {
        id: "status",
        header: t("columns.status"),
        grow: true,
        phone: "below",
        sortBy: ({ status }) => status,
        cell: (endpoint) => <Status status={endpoint.status} {...(endpoint.message && { reason: message(endpoint.message) })} />,
      },
      {
        id: "model",
        header: t("columns.model"),
        wide: true,
        sortBy: ({ current, newest }) => (current ?? newest).modelName,
        cell: ({ current, newest }) => {
          const { modelSlug, modelName, modelVersion } = current ?? newest;
          return (
            <Link href={`/${project}/models/${modelSlug}?v=${modelVersion}`} className="hover:underline">
              {modelName} <span className="text-secondary">v{modelVersion}</span>
            </Link>
          );
        },
      },
      {
        id: "revision",
        header: t("columns.revision"),
        align: "right",
        phone: "corner",
        sortBy: ({ current, newest }) => (current ?? newest).number,
        cell: ({ current, newest }) => `r${(current ?? newest).number}`,
      },
      {
        id: "changed",
        header: t("columns.changed"),
        align: "right",
        phone: "corner-below",
        sortBy: ({ updatedAt }) => updatedAt,
        cell: ({ updatedAt }) => <Time at={updatedAt} />,
      },
    ],
    [t, message, project],
  );
  return (
    <DataTable
      label={t("title")}
      rows={endpoints}
      rowKey={({ id }) => id}
      columns={columns}
      searchText={({ name, slug, newest }) => `${name} ${slug} ${newest.modelName}`}
      filters={[{ id: "status", label: t("columns.status"), options: endpointStatuses.map((value) => ({ value, label: words(value) })) }]}
      filterMatch={(row, id, value) => id !== "status" || row.status === value}
      empty={
        <Empty
          kind="first-use"
          title={t("empty.title")}
          action={
            mayWrite ? (
              <ButtonLink look="primary" href={`/${project}/endpoints/new`}>
                {t("deploy.title")}
              </ButtonLink>
            ) : null
          }
        >
          {t("empty.hint")}
        </Empty>
      }
    />
  );
}
