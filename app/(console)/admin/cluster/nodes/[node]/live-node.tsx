"use client";

import { useRefresh } from "@/components/live/refresh";
import { useTopic } from "@/components/live/use-topic";
import type { DrainView } from "@/lib/cluster/drain";
import type { NodesEvent } from "@/lib/cluster/follow-nodes";

/** Renders the page anew when its node changed. It shows nothing. */
export function LiveNode({
  name,
  revision,
  drain,
}: {
  readonly name: string;
  readonly revision: number;
  readonly drain: DrainView | null;
}) {
  const refresh = useRefresh();
  useTopic(
    "nodes",
    ({ event, data }) => {
      if (event !== "nodes") return;
      const { changed, gone, drains } = data as unknown as NodesEvent;
      if (
        gone.includes(name) ||
        changed.some((node) => node.name === name) ||
        isOther(
          drains.find(({ node }) => node === name),
          drain,
        )
      )
        refresh();
    },
    revision,
  );
  return null;
}

function isOther(now: DrainView | undefined, shown: DrainView | null): boolean {
  const tell = (drain: DrainView | null) =>
    drain && [drain.startedAt, drain.status, drain.done, drain.total, drain.isCancelling, drain.message].map(String).join();
  return tell(now ?? null) !== tell(shown);
}
