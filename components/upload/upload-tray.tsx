"use client";

import { Check, Pause, Play, RotateCw, Upload, WifiOff, X } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { useEffect, useSyncExternalStore } from "react";
import { TraySlot } from "@/components/shell/tray-slot";
import { Button } from "@/components/ui/button";
import { Link } from "@/components/ui/link";
import { TrayLine, TrayPanel } from "@/components/ui/tray";
import type { BatchView, FailedFile } from "@/components/upload/upload-batch";
import { dismissUpload, pauseUpload, resumeUpload, retryUpload, subscribeUploads, uploadsShown } from "@/components/upload/uploads";
import { formatBytesOf, formatSpeed } from "@/lib/format/bytes";
import { formatDuration } from "@/lib/format/duration";

const none: readonly BatchView[] = [];

/** What this page sends, bottom right over every page: how far, how fast, how long still, and what did not arrive. */
export function UploadTray() {
  const t = useTranslations("uploads.tray");
  const batches = useSyncExternalStore(subscribeUploads, uploadsShown, () => none);
  const underway = batches.filter(({ state }) => state === "sending" || state === "waiting").length;
  useLeaveGuard(underway > 0);
  if (batches.length === 0) return null;
  return (
    <TraySlot>
      <TrayPanel title={underway > 0 ? t("sending", { count: underway }) : t("title")}>
        {batches.map((batch) => (
          <BatchLine key={batch.id} batch={batch} />
        ))}
      </TrayPanel>
    </TraySlot>
  );
}

function BatchLine({ batch }: { readonly batch: BatchView }) {
  const t = useTranslations("uploads.tray");
  const locale = useLocale();
  const { done, total } = formatBytesOf(batch.doneBytes, batch.bytes, locale);
  return (
    <TrayLine
      icon={icons[batch.state]}
      label={batch.target.name}
      name={
        <Link href={batch.target.href} className="hover:underline">
          {batch.target.name}
        </Link>
      }
      right={t("of", { done, total })}
      share={batch.bytes === 0 ? 1 : batch.doneBytes / batch.bytes}
      note={<Note batch={batch} />}
      action={<Deeds batch={batch} />}
    />
  );
}

const icons: Record<BatchView["state"], React.ReactNode> = {
  sending: <Upload aria-hidden="true" strokeWidth={1.75} />,
  paused: <Pause aria-hidden="true" strokeWidth={1.75} />,
  waiting: <WifiOff aria-hidden="true" strokeWidth={1.75} />,
  done: <Check aria-hidden="true" strokeWidth={1.75} />,
  failed: <X aria-hidden="true" strokeWidth={1.75} />,
};

function Note({ batch }: { readonly batch: BatchView }) {
  const t = useTranslations("uploads.tray");
  const locale = useLocale();
  const counts = { done: batch.doneFiles, total: batch.files };
  const left = batch.speed ? (batch.bytes - batch.doneBytes) / batch.speed : null;
  return (
    <span className="grid gap-0.5">
      {batch.state === "sending" ? (
        <span>
          {left === null
            ? t("files", counts)
            : t("filesSpeedLeft", { ...counts, speed: formatSpeed(batch.speed, locale), left: formatDuration(left * 1000, locale) })}
        </span>
      ) : (
        <span>{t(batch.state, counts)}</span>
      )}
      {batch.state === "sending" || batch.state === "waiting" ? <span>{t("stay")}</span> : null}
      {batch.refusal ? <span className="text-bad-text">{batch.refusal}</span> : <Failed files={batch.failed} />}
    </span>
  );
}

const mostNamed = 3;

function Failed({ files }: { readonly files: readonly FailedFile[] }) {
  const t = useTranslations();
  if (files.length === 0) return null;
  return (
    <span className="grid gap-0.5 text-bad-text">
      {files.slice(0, mostNamed).map(({ path, reason }) => (
        <span key={path} className="break-words">
          {t("uploads.tray.failedFile", { path, reason: typeof reason === "string" ? reason : t(reason.key, reason.params as never) })}
        </span>
      ))}
      {files.length > mostNamed ? <span>{t("uploads.tray.moreFailed", { count: files.length - mostNamed })}</span> : null}
    </span>
  );
}

function Deeds({ batch: { id, state } }: { readonly batch: BatchView }) {
  const t = useTranslations("uploads.tray");
  const buttons = {
    sending: [{ label: t("pause"), icon: <Pause aria-hidden="true" strokeWidth={1.75} />, run: pauseUpload }],
    waiting: [{ label: t("pause"), icon: <Pause aria-hidden="true" strokeWidth={1.75} />, run: pauseUpload }],
    paused: [{ label: t("resume"), icon: <Play aria-hidden="true" strokeWidth={1.75} />, run: resumeUpload }],
    failed: [{ label: t("retry"), icon: <RotateCw aria-hidden="true" strokeWidth={1.75} />, run: retryUpload }],
    done: [],
  }[state];
  const close = {
    label: state === "done" || state === "failed" ? t("close") : t("cancel"),
    icon: <X aria-hidden="true" strokeWidth={1.75} />,
    run: dismissUpload,
  };
  return [...buttons, close].map(({ label, icon, run }) => (
    <Button key={label} look="bare" size="lowIcon" aria-label={label} title={label} onClick={() => run(id)}>
      {icon}
    </Button>
  ));
}

/** The browser asks before a page is left that still sends. */
function useLeaveGuard(isSending: boolean): void {
  useEffect(() => {
    if (!isSending) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [isSending]);
}
