"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { useSubmit } from "@/components/account/use-submit";
import { useMessage } from "@/components/shell/use-message";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Dialog, DialogClose } from "@/components/ui/dialog";
import { Link } from "@/components/ui/link";
import type { DrainPlanView } from "@/lib/cluster/drain";
import { podFates } from "@/lib/compute/fates";
import { drainNodeAction, planDrainAction } from "../../actions";

type Pods = DrainPlanView["pods"];

/** More of one fate are counted. */
const most = 8;

/** Shows what an emptying would do to each pod before anything is done. */
export function DrainDialog({ name }: { readonly name: string }) {
  const t = useTranslations("cluster.drain");
  const common = useTranslations("common");
  const [open, setOpen] = useState(false);
  const [endsLocalData, setEndsLocalData] = useState(false);
  const [pods, setPods] = useState<Pods>();
  const plan = useSubmit(planDrainAction, (found: DrainPlanView) => setPods(found.pods));
  const drain = useSubmit(drainNodeAction, () => setOpen(false));
  const error = plan.error ?? drain.error;

  function look(next: boolean, withData: boolean) {
    setOpen(next);
    setEndsLocalData(withData);
    if (next) plan.submit({ name, endsLocalData: withData });
    else setPods(undefined);
  }

  const keepsData = endsLocalData || pods?.some(({ reason }) => reason?.key === "cluster.drain.reason.localData");
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => look(next, false)}
      trigger={<Button>{t("open")}</Button>}
      wide
      title={t("title", { name })}
      description={t("sentence")}
      footer={
        <>
          <DialogClose render={<Button>{common("cancel")}</Button>} />
          <Button look="danger" busy={drain.busy} disabled={pods === undefined} onClick={() => drain.submit({ name, endsLocalData })}>
            {t("verb", { name })}
          </Button>
        </>
      }
    >
      {pods === undefined && !error ? <p className="text-13 text-muted">{t("looking")}</p> : null}
      {pods?.length === 0 ? <p className="text-13 text-muted">{t("nothing")}</p> : null}
      <div aria-busy={plan.busy || undefined} className="grid gap-3">
        {podFates.map((fate) => (
          <Fate key={fate} fate={fate} pods={pods?.filter((pod) => pod.fate === fate) ?? []} />
        ))}
      </div>
      {keepsData ? (
        <Checkbox
          label={t("localData")}
          hint={t("localDataHint")}
          checked={endsLocalData}
          onCheckedChange={(checked) => look(true, checked)}
        />
      ) : null}
      {error ? (
        <p role="alert" className="text-13 text-bad-text">
          {error}
        </p>
      ) : null}
    </Dialog>
  );
}

function Fate({ fate, pods }: { readonly fate: Pods[number]["fate"]; readonly pods: Pods }) {
  const t = useTranslations("cluster.drain");
  const words = useMessage();
  if (pods.length === 0) return null;
  return (
    <section>
      <h3 className="font-medium text-13">{t(`fate.${fate}`, { count: pods.length })}</h3>
      <ul className="grid gap-0.5 pt-1 text-12 text-muted">
        {pods.slice(0, most).map((pod) => (
          <li key={`${pod.namespace}/${pod.name}`} className="break-words">
            {pod.workload ? (
              <Link
                className="text-text underline underline-offset-3"
                href={`/${pod.workload.project}/${pod.workload.kind}s/${pod.workload.slug}`}
              >
                {pod.workload.name}
              </Link>
            ) : (
              <span className="break-all font-mono">{`${pod.namespace}/${pod.name}`}</span>
            )}
            {pod.reason ? ` · ${words(pod.reason)}` : null}
          </li>
        ))}
        {pods.length > most ? <li>{t("more", { count: pods.length - most })}</li> : null}
      </ul>
    </section>
  );
}
