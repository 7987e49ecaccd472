"use client";

import { Toast as Base } from "@base-ui/react/toast";
import { Check, CircleX, X } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";

interface ToastData {
  readonly reference?: string;
  readonly undoLabel?: string;
  readonly undo?: () => void;
}

const manager = Base.createToastManager<ToastData>();

interface ToastOptions {
  /** Takes it back; shown as a button for as long as the toast stays. */
  readonly undo?: () => void;
  /** Another word for the button than Undo. */
  readonly undoLabel?: string;
}

/** Tells what was done for 5 s (8 with Undo), or what was refused until it is closed. Call it from anywhere in the browser. */
export const toast = {
  success(sentence: ReactNode, { undo, undoLabel }: ToastOptions = {}): string {
    return manager.add({
      title: sentence,
      type: "success",
      timeout: undo ? 8000 : 5000,
      data: { ...(undo ? { undo } : {}), ...(undoLabel ? { undoLabel } : {}) },
    });
  },
  error(sentence: ReactNode, reference?: string): string {
    return manager.add({ title: sentence, type: "error", timeout: 0, data: reference ? { reference } : {} });
  },
  close(id: string): void {
    manager.close(id);
  },
};

/** Where toasts appear: bottom right, newest on top of the pile. Once around the app. */
export function Toaster() {
  return (
    <Base.Provider toastManager={manager} limit={4}>
      <Base.Portal>
        <Base.Viewport className="fixed right-4 bottom-4 z-60 flex w-[min(400px,calc(100vw-32px))] flex-col-reverse gap-2 outline-none md:right-6 md:bottom-6">
          <Toasts />
        </Base.Viewport>
      </Base.Portal>
    </Base.Provider>
  );
}

function Toasts() {
  const { toasts } = Base.useToastManager<ToastData>();
  return toasts.map((item) => (
    <Base.Root
      key={item.id}
      toast={item}
      swipeDirection={["right"]}
      className="rounded-panel bg-raised shadow-raised transition-[opacity,translate] duration-200 data-ending-style:translate-x-4 data-ending-style:opacity-0 data-starting-style:translate-y-2 data-starting-style:opacity-0"
    >
      <Base.Content>
        <ToastLine kind={item.type === "error" ? "error" : "success"} data={item.data ?? {}} words={String(item.title ?? "")}>
          <Base.Title render={<span />}>{item.title}</Base.Title>
        </ToastLine>
      </Base.Content>
    </Base.Root>
  ));
}

function ToastLine({
  kind,
  data,
  words,
  children,
}: {
  readonly kind: "success" | "error";
  readonly data: ToastData;
  readonly words: string;
  readonly children: ReactNode;
}) {
  const t = useTranslations("common");
  const failed = kind === "error";
  return (
    <div role={failed ? "alert" : undefined} className="flex items-start gap-2.5 py-2.5 pr-2 pl-3.5 text-13">
      <span className="grid h-5 place-items-center">
        {failed ? (
          <CircleX aria-label={t("failed")} className="size-4 text-bad-text" strokeWidth={2} />
        ) : (
          <Check aria-label={t("done")} className="size-4 text-good-text" strokeWidth={2} />
        )}
      </span>
      <span className="grid min-w-0 flex-1 gap-0.5 break-words">
        {children}
        {data.reference ? <span className="font-mono text-12 text-muted">{data.reference}</span> : null}
      </span>
      <span className="-my-1 flex shrink-0">
        {data.undo ? (
          <Base.Action render={<Button look="bare" size="low" className="text-accent" />} onClick={data.undo}>
            {data.undoLabel ?? t("undo")}
          </Base.Action>
        ) : null}
        {failed ? <CopyButton value={data.reference ? `${words} (${data.reference})` : words} /> : null}
        <Base.Close render={<Button look="bare" size="lowIcon" aria-label={t("close")} />}>
          <X aria-hidden="true" strokeWidth={1.75} />
        </Base.Close>
      </span>
    </div>
  );
}
