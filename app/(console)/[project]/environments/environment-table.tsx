"use client";

import { useLocale, useTranslations } from "next-intl";
import { useMemo } from "react";
import { DataTable } from "@/components/ui/data-table";
import type { DataColumn } from "@/components/ui/data-table-column";
import { Empty } from "@/components/ui/empty";
import { Link } from "@/components/ui/link";
import { Tag } from "@/components/ui/tag";
import { Time } from "@/components/ui/time";
import type { EnvironmentVersionView, EnvironmentView } from "@/lib/environments/environment";
import { formatBytes } from "@/lib/format/bytes";
import { BuildStatus } from "./build-status";
import { WhereItRuns } from "./where-it-runs";

/** The environments a project can use, its own first. */
export function EnvironmentTable({
  environments,
  project,
}: {
  readonly environments: readonly EnvironmentView[];
  readonly project: string;
}) {
  const t = useTranslations("environments");
  const locale = useLocale();
  const columns = useMemo(
    (): readonly DataColumn<EnvironmentView>[] => [
      {
        id: "name",
        header: t("columns.name"),
        phone: "title",
        sortBy: ({ name }) => name,
        cell: ({ name, slug, projectId }) => (
          <span className="flex min-w-0 items-center gap-2">
            <Link href={`/${project}/environments/${slug}`} className="block max-w-50 truncate xl:max-w-70 font-medium hover:underline">
              {name}
            </Link>
            {projectId === null ? <Tag>{t("platform")}</Tag> : null}
          </span>
        ),
      },
      { id: "status", header: t("columns.status"), grow: true, phone: "below", cell: ({ latest }) => <BuildStatus version={latest} /> },
      {
        id: "version",
        header: t("columns.version"),
        align: "right",
        sortBy: ({ latest }) => latest.number,
        cell: ({ latest }) => `v${latest.number}`,
      },
      {
        id: "content",
        header: t("columns.content"),
        wide: true,
        sortBy: ({ latest }) => latest.image?.reference ?? "",
        cell: ({ latest }) => <Content version={latest} />,
      },
      {
        id: "where",
        header: t("columns.where"),
        phone: "corner",
        sortBy: ({ kind, latest }) => `${latest.notHere ? 1 : 0} ${kind}`,
        cell: (environment) => <WhereItRuns environment={environment} />,
      },
      {
        id: "size",
        header: t("columns.size"),
        align: "right",
        wide: true,
        sortBy: ({ latest }) => latest.sizeBytes,
        cell: ({ latest }) => formatBytes(latest.sizeBytes, locale),
      },
      {
        id: "changed",
        header: t("columns.changed"),
        align: "right",
        wide: true,
        sortBy: ({ updatedAt }) => updatedAt,
        cell: ({ updatedAt }) => <Time at={updatedAt} />,
      },
    ],
    [t, locale, project],
  );
  return (
    <DataTable
      label={t("title")}
      rows={environments}
      rowKey={({ id }) => id}
      columns={columns}
      searchText={({ name, slug, description, latest }) => `${name} ${slug} ${description} ${latest.image?.reference ?? ""}`}
      empty={
        <Empty kind="first-use" title={t("empty.title")}>
          {t("empty.hint")}
        </Empty>
      }
    />
  );
}

/** The image, or how many packages. */
function Content({ version: { image, lock, packages } }: { readonly version: EnvironmentVersionView }) {
  const t = useTranslations("environments");
  if (image) return <code className="block max-w-80 truncate font-mono text-12">{image.reference}</code>;
  return lock === null ? "–" : t("packageCount", { count: packages.length });
}
