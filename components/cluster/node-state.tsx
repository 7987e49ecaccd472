"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { StatusIcon } from "@/components/ui/status-icon";
import type { Status } from "@/db/values";
import type { NodeState as State } from "@/lib/cluster/node";
import { cn } from "@/lib/cn";

const looks: Readonly<Record<State, Status>> = {
  ready: "ready",
  degraded: "degraded",
  cordoned: "paused",
  draining: "stopping",
  closed: "stopped",
  lost: "failed",
};

/** How a node is, by the icons and tones of everything that runs, in a node's own words. */
export function NodeState({
  state,
  reason,
  pill = false,
}: {
  readonly state: State;
  readonly reason?: ReactNode;
  readonly pill?: boolean;
}) {
  const t = useTranslations("cluster.states");
  return (
    <span className="inline-flex min-w-0 max-w-full items-center gap-2 text-13">
      <span
        data-status={looks[state]}
        className={cn(
          "inline-flex shrink-0 items-center gap-1.5 font-medium text-tone-text whitespace-nowrap",
          pill && "h-6 rounded-tag bg-tone-soft pr-2.25 pl-1.75",
        )}
      >
        <StatusIcon status={looks[state]} />
        {t(state)}
      </span>
      {reason ? <span className="min-w-0 truncate text-muted">{reason}</span> : null}
    </span>
  );
}
