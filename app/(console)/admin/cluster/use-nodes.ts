"use client";

import { useEffect, useRef, useState } from "react";
import { useRefresh } from "@/components/live/refresh";
import { useTopic } from "@/components/live/use-topic";
import type { NodesEvent } from "@/lib/cluster/follow-nodes";
import type { NodePageView } from "@/lib/cluster/list-nodes";
import { type CapacityView, type NodeItemView, withDrains } from "@/lib/cluster/node";

interface Shown extends Pick<NodePageView, "seenAt"> {
  readonly items: readonly NodeItemView[];
  readonly capacity: CapacityView;
}

/** One page of nodes, kept true by what the stream tells; nodes that come or go are fetched by a fresh page. */
export function useNodes(page: NodePageView): Shown {
  const [shown, setShown] = useState<Shown>(page);
  const refresh = useRefresh();
  const count = useRef(page.capacity.nodes);
  useEffect(() => {
    setShown(page);
    count.current = page.capacity.nodes;
  }, [page]);
  useTopic(
    "nodes",
    ({ event, data }) => {
      if (event !== "nodes") return;
      const { changed, gone, capacity, drains, seenAt } = data as unknown as NodesEvent;
      const news = new Map(changed.map((node) => [node.name, node]));
      setShown(({ items }) => ({
        items: withDrains(
          items.map((node) => news.get(node.name) ?? node),
          drains,
        ),
        capacity,
        seenAt,
      }));
      if (gone.length > 0 || capacity.nodes !== count.current) refresh();
      count.current = capacity.nodes;
    },
    page.revision,
  );
  return shown;
}
