"use client";

import { useRefresh } from "@/components/live/use-refresh";
import { useTopic } from "@/components/live/use-topic";
import type { NodesEvent } from "@/lib/cluster/follow-nodes";

/** Renders the page anew when its node changed. It shows nothing. */
export function LiveNode({ name, revision }: { readonly name: string; readonly revision: number }) {
  const refresh = useRefresh();
  useTopic(
    "nodes",
    ({ event, data }) => {
      if (event !== "nodes") return;
      const { changed, gone } = data as unknown as NodesEvent;
      if (gone.includes(name) || changed.some((node) => node.name === name)) refresh();
    },
    revision,
  );
  return null;
}
