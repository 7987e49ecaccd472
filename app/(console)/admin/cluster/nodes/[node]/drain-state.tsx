"use client";

import { useTranslations } from "next-intl";
import { useSubmit } from "@/components/account/use-submit";
import { useMessage } from "@/components/shell/use-message";
import { Button } from "@/components/ui/button";
import { Progress } from "@/components/ui/progress";
import { Say } from "@/components/ui/say";
import { Time } from "@/components/ui/time";
import type { Status } from "@/db/values";
import type { DrainView } from "@/lib/cluster/drain";
import { cancelDrainAction } from "../../actions";

const looks: Readonly<Record<DrainView["status"], Status>> = {
  queued: "starting",
  running: "starting",
  succeeded: "succeeded",
  failed: "failed",
  cancelled: "cancelled",
};

/** How far the emptying of a node is, or how it ended; what is under way can be ended. */
export function DrainState({ drain }: { readonly drain: DrainView }) {
  const t = useTranslations("cluster.drain");
  const words = useMessage();
  const { submit, busy } = useSubmit(cancelDrainAction, () => undefined);
  const { status, done, total, message, isCancelling, endedAt } = drain;
  const ended = { succeeded: "done", failed: "failed", cancelled: "cancelled" } as const;
  const sentence =
    status !== "queued" && status !== "running" ? t(ended[status]) : total === null ? t("starting") : t("running", { done, total });
  return (
    <Say
      status={looks[status]}
      className="mb-4"
      reason={
        <>
          {message ? words(message) : null} {endedAt ? <Time at={endedAt} /> : null}
          {endedAt === null && total !== null ? (
            <Progress value={done / Math.max(1, total)} label={t("progress")} className="mt-2 w-full max-w-100" />
          ) : null}
        </>
      }
      offer={
        endedAt === null ? (
          <Button size="low" busy={busy || isCancelling} onClick={() => submit({ name: drain.node })}>
            {isCancelling ? t("cancelling") : t("cancel")}
          </Button>
        ) : null
      }
    >
      {sentence}
    </Say>
  );
}
