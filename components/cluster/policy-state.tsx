"use client";

import { Check, CircleHelp, TriangleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import { Time } from "@/components/ui/time";
import type { PolicyView } from "@/lib/cluster/policy";
import { cn } from "@/lib/cn";

const looks = {
  enforced: { Icon: Check, status: "ready" },
  ignored: { Icon: TriangleAlert, status: "failed" },
  unknown: { Icon: CircleHelp, status: "degraded" },
} as const;

/** Whether the walls between programs on a cluster hold: what was found by trying, what it means and what to do. */
export function PolicyState({ policy, className }: { readonly policy: PolicyView; readonly className?: string }) {
  const t = useTranslations("cluster.policy");
  const { answer, reason, triedAt } = policy;
  const { Icon, status } = looks[answer];
  return (
    <div data-status={status} className={cn("grid grid-cols-[16px_minmax(0,1fr)] gap-x-3 gap-y-1 text-13", className)}>
      <Icon aria-hidden="true" className="mt-0.5 size-4 text-tone-text" strokeWidth={1.75} />
      <p>
        <strong className="font-medium">{t(`title.${answer}`)}</strong> {reason ? t(`why.${reason.key}`, reason.params) : null}
      </p>
      <p className="col-start-2 text-muted">
        {t(`means.${answer}`)} <span className="whitespace-nowrap">{t.rich("tried", { time: () => <Time at={triedAt} /> })}</span>
      </p>
    </div>
  );
}
