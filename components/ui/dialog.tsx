"use client";

import { Dialog as Base } from "@base-ui/react/dialog";
import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactElement, ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { cn } from "@/lib/cn";

interface DialogProps {
  readonly open?: boolean;
  readonly onOpenChange?: (open: boolean) => void;
  /** The button that opens it; leave out when `open` is given. */
  readonly trigger?: ReactElement;
  readonly title: ReactNode;
  readonly description?: ReactNode;
  /** Buttons, the deed last. */
  readonly footer?: ReactNode;
  readonly wide?: boolean;
  readonly children?: ReactNode;
}

/** A question or a small form over the page; more than five fields are a page of their own. */
export function Dialog({ open, onOpenChange, trigger, title, description, footer, wide = false, children }: DialogProps) {
  const t = useTranslations("common");
  return (
    <Base.Root {...(open === undefined ? {} : { open })} onOpenChange={(next) => onOpenChange?.(next)}>
      {trigger ? <Base.Trigger render={trigger} /> : null}
      <Base.Portal>
        <Base.Backdrop className={backdropStyle} />
        <Base.Popup className={cn(popupStyle, wide ? "max-w-[680px]" : "max-w-[460px]")}>
          <div className="flex items-start gap-3">
            <Base.Title className="min-w-0 flex-1 font-semibold text-16">{title}</Base.Title>
            <Base.Close render={<Button look="bare" size="lowIcon" aria-label={t("close")} className="-mt-0.5 -mr-1.5" />}>
              <X aria-hidden="true" strokeWidth={1.75} />
            </Base.Close>
          </div>
          {description ? <Base.Description className="text-13 text-secondary">{description}</Base.Description> : null}
          {children}
          {footer ? <div className="flex flex-wrap justify-end gap-2 pt-1">{footer}</div> : null}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}

/** Wraps the button that closes the dialog without doing anything. */
export const DialogClose = Base.Close;

export const backdropStyle =
  "fixed inset-0 z-40 bg-scrim transition-opacity duration-200 data-ending-style:opacity-0 data-starting-style:opacity-0";

export const popupStyle = [
  "fixed top-1/2 left-1/2 z-50 grid max-h-[calc(100dvh-32px)] w-[calc(100vw-32px)] -translate-x-1/2 -translate-y-1/2 gap-3 overflow-y-auto",
  "rounded-panel bg-raised p-5 shadow-raised outline-none transition-[opacity,scale] duration-200",
  "data-ending-style:scale-[0.98] data-ending-style:opacity-0 data-starting-style:scale-[0.98] data-starting-style:opacity-0",
].join(" ");
