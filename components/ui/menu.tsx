"use client";

import { Menu as Base } from "@base-ui/react/menu";
import type { ComponentProps, ReactElement, ReactNode } from "react";
import { Link } from "@/components/ui/link";
import { cn } from "@/lib/cn";

interface MenuProps {
  readonly trigger: ReactElement;
  readonly align?: "start" | "center" | "end";
  readonly side?: "top" | "bottom";
  readonly className?: string;
  readonly children: ReactNode;
}

/** Deeds behind a button; dangerous ones last, below a line. */
export function Menu({ trigger, align = "end", side = "bottom", className, children }: MenuProps) {
  return (
    <Base.Root>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner sideOffset={4} align={align} side={side} className="z-50 outline-none">
          <Base.Popup
            className={cn(
              "max-h-(--available-height) min-w-45 max-w-80 overflow-y-auto rounded-panel bg-raised p-1 shadow-raised outline-none transition-opacity",
              "data-ending-style:opacity-0 data-starting-style:opacity-0",
              className,
            )}
          >
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

const itemStyle =
  "flex min-h-8 w-full cursor-default items-center gap-2.5 rounded-control px-2 text-13 outline-none data-disabled:text-muted data-highlighted:bg-hover [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-muted";

interface ItemProps {
  readonly icon?: ReactNode;
  readonly right?: ReactNode;
  readonly danger?: boolean;
}

export function MenuItem({ icon, right, danger = false, className, children, ...props }: ComponentProps<typeof Base.Item> & ItemProps) {
  return (
    <Base.Item className={cn(itemStyle, danger && "text-bad-text [&_svg]:text-bad-text", className)} {...props}>
      {icon}
      <span className="min-w-0 flex-1">{children}</span>
      {right ? <span className="shrink-0 text-12 text-muted">{right}</span> : null}
    </Base.Item>
  );
}

export function MenuLink({ icon, right, href, children }: ItemProps & { readonly href: string; readonly children: ReactNode }) {
  return (
    <Base.Item className={itemStyle} render={<Link href={href} />}>
      {icon}
      <span className="min-w-0 flex-1 truncate">{children}</span>
      {right ? <span className="shrink-0 text-12 text-muted">{right}</span> : null}
    </Base.Item>
  );
}

export function MenuLine() {
  return <Base.Separator className="mx-1 my-1 h-px bg-border" />;
}

/** A block of items under its own small heading. */
export function MenuGroup({ label, children }: { readonly label: ReactNode; readonly children: ReactNode }) {
  return (
    <Base.Group>
      <Base.GroupLabel className="px-2 pt-1.5 pb-0.5 text-12 text-muted">{label}</Base.GroupLabel>
      {children}
    </Base.Group>
  );
}
