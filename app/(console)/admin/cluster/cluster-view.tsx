"use client";

import { useTranslations } from "next-intl";
import { CapacityCards } from "@/components/cluster/capacity-cards";
import { Page } from "@/components/ui/page";
import { Time } from "@/components/ui/time";
import type { NodePageView } from "@/lib/cluster/list-nodes";
import { type CapacityView, nodeStates } from "@/lib/cluster/node";
import { ClusterTabs } from "./cluster-tabs";
import { NodeTable } from "./node-table";
import { useNodes } from "./use-nodes";

/** The whole page, so that one reader of the stream serves cards, table and sentence alike. */
export function ClusterView({ page }: { readonly page: NodePageView }) {
  const t = useTranslations("cluster");
  const { items, capacity, seenAt } = useNodes(page);
  const isCluster = page.backend !== "local";
  return (
    <Page
      title={isCluster ? t("title") : t("titleMachine")}
      sentence={<Sentence capacity={capacity} seenAt={seenAt} isCluster={isCluster} />}
    >
      {isCluster ? <ClusterTabs /> : null}
      {capacity.nodes > 0 ? <CapacityCards capacity={capacity} /> : null}
      <NodeTable page={page} nodes={items} capacity={capacity} className="mt-6" />
    </Page>
  );
}

function Sentence({
  capacity,
  seenAt,
  isCluster,
}: {
  readonly capacity: CapacityView;
  readonly seenAt: string | null;
  readonly isCluster: boolean;
}) {
  const t = useTranslations("cluster");
  if (!isCluster) return t("summaryMachine");
  if (capacity.nodes === 0) return null;
  const states = nodeStates
    .toReversed()
    .filter((state) => capacity.states[state] > 0)
    .map((state) => t(`counted.${state}`, { count: capacity.states[state] }))
    .join(t("comma"));
  return (
    <>
      {t("summary", { nodes: capacity.nodes, states })} {seenAt ? t.rich("seen", { time: () => <Time at={seenAt} /> }) : null}
    </>
  );
}
