"use client";

import { CircleCheck, CircleDashed, X } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useTransition } from "react";
import { Button } from "@/components/ui/button";
import { Link } from "@/components/ui/link";
import { Panel } from "@/components/ui/page";
import { Status } from "@/components/ui/status";
import { toast } from "@/components/ui/toast";
import { cn } from "@/lib/cn";
import type { StepView } from "@/lib/home/first-day";
import { showFirstDayAction, takeStepAction } from "./actions";
import { FourStones } from "./four-stones";

interface FirstDayProps {
  readonly projectId: string;
  readonly project: string;
  readonly steps: readonly StepView[];
  readonly mayWrite: boolean;
  /** The person put it away; a line stays, to bring it back. */
  readonly isHidden: boolean;
}

/** The four steps from data to an answer, each with a button that really does it. A stone is laid for each. */
export function FirstDay({ projectId, project, steps, mayWrite, isHidden }: FirstDayProps) {
  const t = useTranslations("home.firstDay");
  const router = useRouter();
  const [isBusy, start] = useTransition();
  const done = steps.filter(({ state }) => state === "done").length;
  const show = (isShown: boolean) => start(() => showFirstDayAction({ isShown }).then(() => router.refresh()));
  if (isHidden) {
    return (
      <Button look="bare" size="low" className="justify-self-start text-muted" busy={isBusy} onClick={() => show(true)}>
        {t("show")}
      </Button>
    );
  }

  const take = (step: StepView["step"]) =>
    start(async () => {
      const result = await takeStepAction({ projectId, step });
      if (!result.ok) {
        toast.error(result.message, result.requestId);
        return;
      }
      router.push(`/${project}/${result.data.path}`);
    });

  return (
    <Panel
      title={t("title")}
      note={
        <span className="tabular-nums">
          {done} / {steps.length}
        </span>
      }
      actions={
        <Button look="bare" size="lowIcon" aria-label={t("hide")} onClick={() => show(false)}>
          <X aria-hidden="true" strokeWidth={1.75} />
        </Button>
      }
    >
      <div className="flex items-center gap-4">
        <FourStones laid={done} className="w-18 shrink-0 max-sm:hidden" />
        <ol className="min-w-0 flex-1">
          {steps.map((step) => (
            <li key={step.step} className="flex min-h-8 items-center gap-2.5 text-13">
              <StepIcon step={step} />
              <span className={cn("min-w-0 flex-1", step.state === "later" && "text-muted", step.state === "next" && "font-medium")}>
                {t(`steps.${step.step}`)}
              </span>
              {"path" in step ? (
                <Link href={`/${project}/${step.path}`} className="max-w-28 truncate text-accent hover:underline">
                  {step.name}
                </Link>
              ) : null}
              {step.state === "next" && mayWrite ? (
                <Button size="low" busy={isBusy} onClick={() => take(step.step)}>
                  {t(`deeds.${step.step}`)}
                </Button>
              ) : null}
            </li>
          ))}
        </ol>
      </div>
      {done === steps.length ? <p className="mt-3 text-13 text-muted">{t("finished")}</p> : null}
    </Panel>
  );
}

function StepIcon({ step }: { readonly step: StepView }) {
  const t = useTranslations("home.firstDay.states");
  if (step.state === "underway") return <Status status={step.status} iconOnly />;
  if (step.state === "done") return <CircleCheck aria-label={t("done")} className="size-3.5 shrink-0 text-good-text" strokeWidth={1.75} />;
  return (
    <CircleDashed
      aria-label={t(step.state)}
      className={cn("size-3.5 shrink-0", step.state === "next" ? "text-accent" : "text-muted")}
      strokeWidth={1.75}
    />
  );
}
