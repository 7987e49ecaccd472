"use client";

import { Popover as Base } from "@base-ui/react/popover";
import type { ReactElement, ReactNode } from "react";
import { cn } from "@/lib/cn";

interface PopoverProps {
  readonly trigger: ReactElement;
  readonly title: ReactNode;
  /** Right of the title: "Mark all as read". */
  readonly action?: ReactNode;
  readonly open?: boolean;
  readonly onOpenChange?: (open: boolean) => void;
  readonly className?: string;
  readonly children: ReactNode;
}

/** A panel that hangs from a button: the inbox, the tasks. */
export function Popover({ trigger, title, action, open, onOpenChange, className, children }: PopoverProps) {
  return (
    <Base.Root {...(open === undefined ? {} : { open })} onOpenChange={(next) => onOpenChange?.(next)}>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner sideOffset={6} align="end" collisionPadding={8} className="z-50">
          <Base.Popup
            className={cn(
              "flex max-h-[min(560px,var(--available-height))] w-[min(400px,calc(100vw-16px))] flex-col overflow-hidden rounded-panel bg-raised shadow-raised outline-none transition-opacity data-ending-style:opacity-0 data-starting-style:opacity-0",
              className,
            )}
          >
            <div className="flex min-h-11 items-center gap-2 border-border border-b pr-2 pl-4">
              <Base.Title className="min-w-0 flex-1 font-semibold text-14">{title}</Base.Title>
              {action}
            </div>
            <div className="min-h-0 flex-1 overflow-y-auto">{children}</div>
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
