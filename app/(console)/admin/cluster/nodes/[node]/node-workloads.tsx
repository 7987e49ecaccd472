"use client";

import { useLocale, useTranslations } from "next-intl";
import { Link } from "@/components/ui/link";
import type { NodeView } from "@/lib/cluster/node";
import { formatMemory } from "@/lib/format/bytes";
import { formatNumber } from "@/lib/format/number";

interface NodeWorkloadsProps {
  readonly workloads: NodeView["workloads"];
  /** Null where a node has no pods. */
  readonly otherPods: number | null;
}

/** Jobs and endpoints that run on a node, by the names that people gave them; the pods of others are counted. */
export function NodeWorkloads({ workloads, otherPods }: NodeWorkloadsProps) {
  const t = useTranslations("cluster");
  const locale = useLocale();
  return (
    <>
      {workloads.length === 0 ? <p className="text-13 text-muted">{t("noWorkloads")}</p> : null}
      <ul>
        {workloads.map((one) => (
          <li key={one.id} className="flex min-h-9 flex-wrap items-center gap-x-4 border-border border-b py-1.5 text-13 last:border-0">
            <span className="min-w-0 flex-1 max-sm:basis-full">
              <Name workload={one} />
              <span className="ml-2 text-muted">{one.project?.name ?? t("unknownWorkload")}</span>
            </span>
            <span className="text-muted tabular-nums">
              {[
                t("podCount", { count: one.pods }),
                `${formatNumber(one.cpuMilli / 1000, locale, 3)} CPU`,
                formatMemory(one.memoryBytes, locale),
                ...Object.entries(one.accelerators)
                  .filter(([, count]) => count > 0)
                  .map(([type, count]) => `${formatNumber(count, locale)} × ${type}`),
              ].join(" · ")}
            </span>
          </li>
        ))}
      </ul>
      {otherPods === null ? null : <p className="pt-2 text-13 text-muted">{t("otherPods", { count: otherPods })}</p>}
    </>
  );
}

function Name({ workload: { kind, name, slug, project } }: { readonly workload: NodeView["workloads"][number] }) {
  if (!slug || !project) return <span className="break-all font-mono text-12">{name}</span>;
  return (
    <Link href={`/${project.slug}/${kind}s/${slug}`} className="font-medium hover:underline">
      {name}
    </Link>
  );
}
