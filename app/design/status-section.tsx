import { useTranslations } from "next-intl";
import { Columns, Spec } from "@/app/design/spec";
import { Button } from "@/components/ui/button";
import { Cells } from "@/components/ui/cells";
import { QuotaBar } from "@/components/ui/quota-bar";
import { Say } from "@/components/ui/say";
import { MiniStages, type Segment, StagesBar } from "@/components/ui/stages-bar";
import { Status } from "@/components/ui/status";
import { statuses } from "@/db/values";

/** Status words, the bar of stages, devices, quotas, and the sentence before Submit. */
export function StatusSection() {
  const t = useTranslations("design");
  const segment = (id: string, look: Segment["look"], label: string, note: string, seconds: number): Segment => ({
    id,
    look,
    label,
    note,
    ms: seconds * 1000,
  });
  const waiting = [
    segment("q", "wait", t("stage.queued"), t("note.behind"), 900),
    segment("e", "next", t("stage.environment"), "", 400),
    segment("r", "next", t("stage.running"), "", 2500),
  ];
  const pulling = [
    segment("q", "wait", t("stage.queued"), t("note.s12"), 100),
    segment("e", "prep", t("stage.image"), t("note.m1"), 400),
    segment("r", "next", t("stage.running"), "", 2500),
  ];
  const failed = [
    segment("q", "wait", t("stage.queued"), t("note.s4"), 40),
    segment("d", "prep", t("stage.data"), t("note.s9"), 90),
    segment("r", "run", t("stage.running"), t("note.m22"), 1320),
    segment("x", "bad", t("stage.outOfMemory"), "15:02", 120),
  ];
  const preempted = [
    segment("d", "prep", t("stage.data"), t("note.s9"), 90),
    segment("r", "run", t("stage.running"), t("note.m38"), 900),
    segment("p", "warn", t("stage.preempted"), t("note.resumes"), 400),
    segment("n", "next", t("stage.running"), "", 900),
  ];
  return (
    <>
      <Spec title={t("statuses")}>
        <ul className="grid gap-x-6 gap-y-2 sm:grid-cols-2 lg:grid-cols-3">
          {statuses.map((status) => (
            <li key={status} className="flex flex-wrap items-center gap-2.5">
              <Status status={status} pill />
              <span className="text-13 text-muted">{t(`means.${status}`)}</span>
            </li>
          ))}
        </ul>
      </Spec>
      <Columns>
        <Spec title={t("timeline")}>
          {[waiting, pulling, failed, preempted].map((segments) => (
            <StagesBar key={segments.map(({ look }) => look).join()} segments={segments} />
          ))}
          <div className="flex gap-4">
            <MiniStages segments={waiting} words={t("stage.queued")} />
            <MiniStages segments={failed} words={t("stage.outOfMemory")} />
          </div>
        </Spec>
        <Spec title={t("say")}>
          <Say status="ready">{t("sayNow")}</Say>
          <Say status="queued">{t("sayQueued")}</Say>
          <Say status="queued" checking>
            {t("sayQueued")}
          </Say>
          <Say status="unschedulable" reason={t("sayNeverReason")}>
            {t("sayNever")}
          </Say>
          <Say status="failed" reason={t("sayQuotaReason")}>
            {t("sayQuota")}
          </Say>
          <Say
            status="failed"
            cause
            reason={t("sayCauseReason")}
            offer={
              <>
                <Button look="primary">{t("fixOne")}</Button>
                <Button>{t("fixTwo")}</Button>
              </>
            }
          >
            {t("sayCause")}
          </Say>
        </Spec>
        <Spec title={t("quota")}>
          <QuotaBar label="A100" words={t("quotaUsed")} used={14} limit={24} />
          <QuotaBar label={t("quotaWith")} words={t("quotaAsked")} used={14} asked={4} limit={24} />
          <QuotaBar label={t("quotaHigh")} words={t("quotaHighWords")} used={3.6} limit={4} />
          <QuotaBar label={t("quotaBorrowed")} words={t("quotaBorrowedWords")} used={26} limit={24} />
        </Spec>
        <Spec title={t("cells")}>
          <Cells label={t("cellsWords")} cells={["mine", "mine", "mine", "mine", "others", "others", "free", "free"]} />
          <Cells label={t("cellsHeld")} cells={["held", "held", "held", "held", "held", "held", "held", "held"]} />
          <Cells label={t("cellsOff")} cells={["off", "off", "free", "free"]} />
          <Cells small label={t("cellsWords")} cells={["mine", "mine", "others", "free"]} />
        </Spec>
      </Columns>
    </>
  );
}
