import Link from "next/link";
import { useTranslations } from "next-intl";
import { Spec } from "@/app/design/spec";
import { Button } from "@/components/ui/button";
import { FirstDay } from "@/components/ui/first-day";
import { WorkGroup, WorkRow } from "@/components/ui/work-group";

/** The pieces of the home page. */
export function HomeSection() {
  const t = useTranslations("design");
  return (
    <Spec title={t("home")}>
      <div className="grid items-start gap-8 lg:grid-cols-[minmax(0,1fr)_344px]">
        <div>
          <WorkGroup title={t("needsYou")} count={1}>
            <WorkRow
              status="failed"
              name="yolo-defects-x6"
              href="/design"
              sentence={t("sayCauseReason")}
              action={<Button>{t("fixOne")}</Button>}
            />
          </WorkGroup>
          <WorkGroup title={t("running")} count={2}>
            <WorkRow status="running" name="resnet50-defects" href="/design" sentence={t("runningWords")} share={0.45} />
            <WorkRow status="starting" name="seg-mask2former-r3" href="/design" sentence={t("startingWords")} share={0.61} prep />
          </WorkGroup>
          <WorkGroup title={t("waiting")} count={1}>
            <WorkRow
              status="queued"
              name="whisper-zh-finetune"
              href="/design"
              sentence={t("sayQueued")}
              action={<Button>{t("seeQueue")}</Button>}
            />
          </WorkGroup>
        </div>
        <FirstDay
          title={t("firstDay")}
          note="2 / 4"
          steps={[
            {
              id: "data",
              label: t("stepData"),
              isDone: true,
              right: (
                <Link href="/design" className="text-accent hover:underline">
                  digits
                </Link>
              ),
            },
            {
              id: "train",
              label: t("stepTrain"),
              isDone: true,
              right: (
                <Link href="/design" className="text-accent hover:underline">
                  digits-svc
                </Link>
              ),
            },
            { id: "register", label: t("stepRegister"), isDone: false, right: <Button size="low">{t("register")}</Button> },
            { id: "deploy", label: t("stepDeploy"), isDone: false },
          ]}
        />
      </div>
    </Spec>
  );
}
