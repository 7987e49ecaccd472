"use client";

import { useTranslations } from "next-intl";
import { useMessage } from "@/components/shell/use-message";
import { StatusIcon } from "@/components/ui/status-icon";
import { Time } from "@/components/ui/time";
import type { NodeView } from "@/lib/cluster/node";

/** Everything that the cluster says about a node, as statements that are true or not; what is wrong in its own words. */
export function Conditions({ conditions }: { readonly conditions: NodeView["conditions"] }) {
  const t = useTranslations("cluster.condition");
  const words = useMessage();
  return (
    <ul className="grid gap-2 text-13">
      {conditions.map(({ type, ok, message, detail, since }) => (
        <li key={type} data-status={ok ? "ready" : "degraded"} className="grid grid-cols-[16px_minmax(0,1fr)_auto] gap-x-2.5">
          <StatusIcon status={ok ? "ready" : "degraded"} className="mt-0.5 size-4 text-tone-text" />
          <span>
            {message ? words(message) : t.has(type as "Ready") ? t(type as "Ready") : type}
            {ok || !detail ? null : <span className="block break-words text-12 text-muted">{detail}</span>}
          </span>
          {since ? <Time at={since} className="whitespace-nowrap text-12 text-muted" /> : null}
        </li>
      ))}
    </ul>
  );
}
