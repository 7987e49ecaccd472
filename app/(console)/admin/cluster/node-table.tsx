"use client";

import { useLocale, useTranslations } from "next-intl";
import { useMemo } from "react";
import { AcceleratorCells } from "@/components/cluster/accelerator-cells";
import { NodeState } from "@/components/cluster/node-state";
import { ShareBar } from "@/components/cluster/share-bar";
import { useMessage } from "@/components/shell/use-message";
import { DataTable } from "@/components/ui/data-table";
import type { DataColumn } from "@/components/ui/data-table-column";
import { Empty } from "@/components/ui/empty";
import { Link } from "@/components/ui/link";
import type { NodePageView } from "@/lib/cluster/list-nodes";
import { acceleratorKind, type CapacityView, isOpen, type NodeItemView, nodeStates } from "@/lib/cluster/node";
import { formatNumber } from "@/lib/format/number";

interface NodeTableProps {
  readonly page: NodePageView;
  readonly nodes: readonly NodeItemView[];
  readonly capacity: CapacityView;
  readonly className?: string;
}

/** Node by node: how it is, and what is held of it. Searched, filtered, sorted and paged on the server. */
export function NodeTable({ page, nodes, capacity, className }: NodeTableProps) {
  const t = useTranslations("cluster");
  const locale = useLocale();
  const words = useMessage();
  const columns = useMemo(
    (): readonly DataColumn<NodeItemView>[] => [
      {
        id: "name",
        header: t("node"),
        phone: "title",
        sortBy: ({ name }) => name,
        cell: ({ name }) => (
          <Link href={`/admin/cluster/nodes/${encodeURIComponent(name)}`} className="block max-w-60 truncate font-medium hover:underline">
            {name}
          </Link>
        ),
      },
      {
        id: "state",
        header: t("state"),
        grow: true,
        phone: "below",
        cell: ({ state, problem }) => <NodeState state={state} reason={problem ? words(problem) : undefined} />,
      },
      { id: "architecture", header: t("architecture"), wide: true, cell: ({ architecture }) => architecture },
      { id: "zone", header: t("zone"), wide: true, cell: ({ zone }) => zone ?? "–" },
      {
        id: "accelerators",
        header: t("accelerators"),
        phone: "corner",
        sortBy: ({ name }) => name,
        cell: (node) => <Accelerators node={node} />,
      },
      {
        id: "cpu",
        header: t("cpu"),
        sortBy: ({ name }) => name,
        cell: ({ cpuMilli }) => <ShareBar shares={cpuMilli} locale={locale} />,
      },
      {
        id: "memory",
        header: t("memory"),
        wide: true,
        sortBy: ({ name }) => name,
        cell: ({ memoryBytes }) => <ShareBar shares={memoryBytes} locale={locale} />,
      },
      {
        id: "pods",
        header: t("pods"),
        align: "right",
        wide: true,
        sortBy: ({ name }) => name,
        cell: ({ pods }) => (pods ? formatNumber(pods.own + pods.others, locale) : "–"),
      },
    ],
    [t, words, locale],
  );
  const filters = useMemo(() => {
    const kinds = capacity.accelerators.map((one) => ({ value: acceleratorKind(one), label: one.product ?? one.type }));
    const states = nodeStates.filter((state) => capacity.states[state] > 0).map((value) => ({ value, label: t(`states.${value}`) }));
    return [
      ...(kinds.length > 0 ? [{ id: "kind", label: t("kind"), options: [...kinds, { value: "none", label: t("noneKind") }] }] : []),
      ...(page.zones.length > 1 ? [{ id: "zone", label: t("zone"), options: page.zones.map((value) => ({ value, label: value })) }] : []),
      { id: "state", label: t("state"), options: states },
    ];
  }, [t, capacity, page.zones]);
  return (
    <DataTable
      label={t("nodes")}
      rows={nodes}
      rowKey={({ name }) => name}
      columns={columns}
      dense
      searchText={({ name }) => name}
      searchPlaceholder={t("search")}
      filters={filters}
      server={{ total: page.total, next: page.nextCursor }}
      empty={
        <Empty kind="not-set-up" title={t("noNodes")}>
          {t("noNodesHint")}
        </Empty>
      }
      {...(className ? { className } : {})}
    />
  );
}

function Accelerators({ node }: { readonly node: NodeItemView }) {
  const t = useTranslations("cluster");
  const locale = useLocale();
  if (node.accelerators.length === 0) return <span className="text-muted">{t("none")}</span>;
  return (
    <span className="grid gap-1">
      {node.accelerators.map((one) => (
        <span key={one.type} className="flex items-center gap-2.5 max-sm:justify-end" title={one.product ?? one.type}>
          <span className="max-sm:hidden">
            <AcceleratorCells shares={one} isOpen={isOpen(node)} />
          </span>
          <span className="whitespace-nowrap tabular-nums">
            {t("heldOf", { held: formatNumber(one.own + one.others, locale), all: formatNumber(one.allocatable, locale) })}
          </span>
        </span>
      ))}
    </span>
  );
}
