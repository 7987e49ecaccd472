"use client";

import { Tooltip as Base } from "@base-ui/react/tooltip";
import type { ReactElement, ReactNode } from "react";

interface TooltipProps {
  readonly words: ReactNode;
  /** The element it explains; an icon alone also needs an `aria-label`. */
  readonly children: ReactElement;
  readonly side?: "top" | "bottom" | "left" | "right";
}

/** A few words on hover and focus. Nothing that is only said here may be needed. */
export function Tooltip({ words, children, side = "top" }: TooltipProps) {
  return (
    <Base.Root>
      <Base.Trigger render={children} delay={400} />
      <Base.Portal>
        <Base.Positioner sideOffset={6} side={side} className="z-60">
          <Base.Popup className="max-w-72 rounded-control bg-ink px-2 py-1 text-12 text-on-ink transition-opacity data-ending-style:opacity-0 data-starting-style:opacity-0">
            {words}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

/** Once around the app: moving from one tooltip to the next shows it at once. */
export const TooltipProvider = Base.Provider;
