"use client";

import { CloudOff, Hourglass, type LucideIcon } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { useRefresh } from "@/components/live/refresh";
import { useTopic } from "@/components/live/use-topic";
import { Time } from "@/components/ui/time";

interface Silence {
  readonly isSilent: boolean;
  /** Since when the cluster does not answer, and from when what is shown of it is. */
  readonly away: { readonly since: string; readonly seenAt: string | null } | null;
}

/** Says on every page that no worker or no cluster answers, so that what waits is not taken for what is true. */
export function WorkerBanner() {
  const t = useTranslations("shell.connection");
  const refresh = useRefresh();
  const [{ isSilent, away }, setSilence] = useState<Silence>({ isSilent: false, away: null });
  useTopic("worker", ({ event, data }) => {
    if (event !== "worker") return;
    const told = data as unknown as Silence;
    if (told.isSilent === isSilent && told.away?.since === away?.since) return;
    setSilence({ isSilent: told.isSilent, away: told.away });
    refresh();
  });

  if (isSilent) return <Line icon={Hourglass}>{t("noWorker")}</Line>;
  if (!away) return null;
  const moment = (at: string) => () => <Time at={at} form="clock" />;
  return (
    <Line icon={CloudOff}>
      {away.seenAt ? t.rich("clusterAway", { since: moment(away.since), seen: moment(away.seenAt) }) : t("clusterNever")}
    </Line>
  );
}

function Line({ icon: Icon, children }: { readonly icon: LucideIcon; readonly children: ReactNode }) {
  return (
    <p role="status" className="flex items-center gap-2.5 border-border border-b bg-warn-soft px-4 py-1.5 text-13 md:px-6">
      <Icon aria-hidden="true" className="size-4 shrink-0 text-warn-text" strokeWidth={1.75} />
      <span className="min-w-0 flex-1">{children}</span>
    </p>
  );
}
