"use client";

import { useLocale, useTranslations } from "next-intl";
import { useMemo } from "react";
import { ButtonLink } from "@/components/ui/button";
import { DataTable } from "@/components/ui/data-table";
import type { DataColumn } from "@/components/ui/data-table-column";
import { Empty } from "@/components/ui/empty";
import { Link } from "@/components/ui/link";
import { Status } from "@/components/ui/status";
import { Time } from "@/components/ui/time";
import { formatNumber } from "@/lib/format/number";
import type { ModelView } from "@/lib/models/model";

interface ModelTableProps {
  readonly models: readonly ModelView[];
  readonly project: string;
  readonly mayWrite: boolean;
}

/** Every model with its newest version: how good it is, what it came from, where it answers. */
export function ModelTable({ models, project, mayWrite }: ModelTableProps) {
  const t = useTranslations("models");
  const locale = useLocale();
  const columns = useMemo(
    (): readonly DataColumn<ModelView>[] => [
      {
        id: "name",
        header: t("columns.name"),
        grow: true,
        phone: "title",
        sortBy: ({ name }) => name,
        cell: ({ name, slug }) => (
          <Link href={`/${project}/models/${slug}`} className="truncate font-medium hover:underline">
            {name}
          </Link>
        ),
      },
      {
        id: "endpoints",
        header: t("columns.endpoints"),
        phone: "below",
        cell: ({ latest }) =>
          latest?.endpoints.length ? (
            <span className="flex min-w-0 items-center gap-2">
              {latest.endpoints.slice(0, 2).map((endpoint) => (
                <Link
                  key={`${endpoint.id} ${endpoint.revision}`}
                  href={`/${project}/endpoints/${endpoint.slug}`}
                  className="min-w-0 hover:underline"
                >
                  <Status status={endpoint.status} reason={endpoint.name} />
                </Link>
              ))}
            </span>
          ) : (
            "–"
          ),
      },
      {
        id: "metric",
        header: t("columns.metric"),
        wide: true,
        cell: ({ latest }) => <BestMetrics metrics={latest?.metrics ?? {}} locale={locale} />,
      },
      {
        id: "version",
        header: t("columns.version"),
        align: "right",
        phone: "corner",
        sortBy: ({ latest }) => latest?.number ?? 0,
        cell: ({ latest }) => (latest ? `v${latest.number}` : "–"),
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
    [t, locale, project],
  );
  return (
    <DataTable
      label={t("title")}
      rows={models}
      rowKey={({ id }) => id}
      columns={columns}
      searchText={({ name, slug, description }) => `${name} ${slug} ${description}`}
      empty={
        <Empty
          kind="first-use"
          title={t("empty.title")}
          action={
            mayWrite ? (
              <ButtonLink look="primary" href={`/${project}/models/new`}>
                {t("register.title")}
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

/** The first two by name; the version's page has all. */
function BestMetrics({ metrics, locale }: { readonly metrics: Readonly<Record<string, number>>; readonly locale: string }) {
  const shown = Object.entries(metrics)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .slice(0, 2);
  if (shown.length === 0) return <span className="text-muted">–</span>;
  return (
    <span className="flex gap-3">
      {shown.map(([name, value]) => (
        <span key={name} className="text-muted">
          {name} <b className="font-medium text-text tabular-nums">{formatNumber(value, locale === "zh-CN" ? "zh-CN" : "en")}</b>
        </span>
      ))}
    </span>
  );
}
