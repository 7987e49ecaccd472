"use client";

import { Box, Database, Radio, SquareTerminal, TriangleAlert, Upload, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { Columns, Spec } from "@/app/design/spec";
import { StonesIcon } from "@/components/shell/stones-icon";
import { Button } from "@/components/ui/button";
import { DangerDialog } from "@/components/ui/danger-dialog";
import { Dialog, DialogClose } from "@/components/ui/dialog";
import { Empty } from "@/components/ui/empty";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Lineage } from "@/components/ui/lineage";
import { Notice } from "@/components/ui/notice";
import { PauseIcon } from "@/components/ui/pause-icon";
import { TableSkeleton, TextSkeleton } from "@/components/ui/skeleton";
import { Status } from "@/components/ui/status";
import { Tag } from "@/components/ui/tag";
import { toast } from "@/components/ui/toast";
import { TrayLine, TrayPanel } from "@/components/ui/tray";

/** What answers: empty, loading, dialogs, toasts, trays, lineage. */
export function FeedbackSection() {
  const t = useTranslations("design");
  return (
    <>
      <Spec title={t("empty")}>
        <div className="grid gap-3 sm:grid-cols-2 lg:grid-cols-5">
          <Empty kind="first-use" title={t("emptyFirst")} action={<Button size="low">{t("runSample")}</Button>}>
            {t("emptyFirstWords")}
          </Empty>
          <Empty kind="none-match" title={t("emptyNone")} action={<Button size="low">{t("clearFilters")}</Button>}>
            {t("emptyNoneWords")}
          </Empty>
          <Empty kind="failed" title={t("emptyFailed")} action={<Button size="low">{t("tryNow")}</Button>}>
            {t("emptyFailedWords")}
          </Empty>
          <Empty kind="no-permission" title={t("emptyPermission")}>
            {t("emptyPermissionWords")}
          </Empty>
          <Empty kind="not-set-up" title={t("emptySetUp")} action={<Button size="low">{t("openSettings")}</Button>}>
            {t("emptySetUpWords")}
          </Empty>
        </div>
      </Spec>
      <Columns>
        <Spec title={t("dialogs")}>
          <div className="flex flex-wrap gap-2">
            <Dialog
              trigger={<Button>{t("openDialog")}</Button>}
              title={t("dialogTitle")}
              description={t("dialogWords")}
              footer={
                <>
                  <DialogClose render={<Button />}>{t("cancel")}</DialogClose>
                  <Button look="primary">{t("register")}</Button>
                </>
              }
            >
              <Field label={t("name")}>
                <Input defaultValue="digit-reader" />
              </Field>
            </Dialog>
            <DangerDialog
              trigger={<Button look="danger">{t("deleteDataset")}</Button>}
              title={t("dangerTitle")}
              verb={t("deleteDataset")}
              typeName="surface-defects"
              onConfirm={async () => t("dangerRefused")}
            >
              {t("dangerWords")}
            </DangerDialog>
            <Button onClick={() => toast.success(t("toastDone"), { undo: () => undefined })}>{t("toastSuccess")}</Button>
            <Button onClick={() => toast.error(t("toastFailed"), "req 8c41-77")}>{t("toastError")}</Button>
          </div>
          <Notice onDismiss={() => undefined} className="mb-0">
            <b className="font-semibold">{t("notice")}</b> {t("noticeWords")}
          </Notice>
        </Spec>
        <Spec title={t("lineage")}>
          <Lineage
            items={[
              {
                id: "4",
                href: "/design",
                icon: <Radio aria-hidden="true" strokeWidth={1.75} />,
                name: "digit-reader",
                version: "r11",
                right: <Status status="ready" />,
                here: true,
              },
              { id: "3", href: "/design", icon: <StonesIcon />, name: "digit-reader", version: "v9", right: <Tag>champion</Tag> },
              {
                id: "2",
                href: "/design",
                icon: <SquareTerminal aria-hidden="true" strokeWidth={1.75} />,
                name: "digits-svc",
                right: <Status status="succeeded" />,
              },
              {
                id: "1",
                href: "/design",
                icon: <Database aria-hidden="true" strokeWidth={1.75} />,
                name: "digits",
                version: "v4",
                right: t("rows"),
              },
            ]}
          />
        </Spec>
        <Spec title={t("trays")}>
          <TrayPanel title={t("uploads")} className="w-full">
            <TrayLine
              icon={<Upload aria-hidden="true" strokeWidth={1.75} />}
              name="photos-2026-11.zip"
              label="photos-2026-11.zip"
              right={t("trayPart")}
              share={0.32}
              note={t("trayNote")}
              action={
                <Button look="bare" size="lowIcon" aria-label={t("pause")}>
                  <PauseIcon />
                </Button>
              }
            />
            <TrayLine
              icon={<TriangleAlert aria-hidden="true" strokeWidth={1.75} />}
              name="labels.csv"
              label="labels.csv"
              right={t("trayWaits")}
              note={t("trayGoesOn")}
            />
            <TrayLine
              icon={<Box aria-hidden="true" strokeWidth={1.75} />}
              name="pytorch-2.9-cpu"
              label="pytorch-2.9-cpu"
              right={t("trayStep")}
              share={0.7}
              prep
              note={t("trayUsually")}
              action={
                <Button look="bare" size="lowIcon" aria-label={t("stop")}>
                  <X aria-hidden="true" strokeWidth={1.75} />
                </Button>
              }
            />
          </TrayPanel>
        </Spec>
        <Spec title={t("loading")}>
          <TextSkeleton />
          <TableSkeleton rows={3} />
        </Spec>
      </Columns>
    </>
  );
}
