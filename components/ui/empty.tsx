import { CircleSlash, SearchX, ServerCrash, Settings } from "lucide-react";
import type { ReactNode } from "react";
import { NextStone } from "@/components/ui/stones";
import { cn } from "@/lib/cn";

export type EmptyKind = "first-use" | "none-match" | "no-permission" | "failed" | "not-set-up";

interface EmptyProps {
  readonly kind: EmptyKind;
  readonly title: ReactNode;
  /** One line: why it is empty, in the reader's terms. */
  readonly children?: ReactNode;
  readonly action?: ReactNode;
  readonly className?: string;
}

/** Nothing here, and why: five kinds, each with one line and one action. Stones only for the first use. */
export function Empty({ kind, title, children, action, className }: EmptyProps) {
  return (
    <div
      role={kind === "failed" ? "alert" : undefined}
      className={cn(
        "flex min-h-44 flex-col items-center justify-center gap-1.5 rounded-panel border border-border-strong border-dashed px-4 py-8 text-center",
        className,
      )}
    >
      {drawings[kind]}
      <div className="font-semibold text-13">{title}</div>
      {children ? <p className="max-w-110 text-13 text-muted">{children}</p> : null}
      {action ? <div className="mt-1.5 flex flex-wrap justify-center gap-2">{action}</div> : null}
    </div>
  );
}

const icon = "mb-1 size-5 text-muted";

const drawings: Record<EmptyKind, ReactNode> = {
  "first-use": <NextStone className="mb-1" />,
  "none-match": <SearchX aria-hidden="true" className={icon} strokeWidth={1.75} />,
  "no-permission": <CircleSlash aria-hidden="true" className={icon} strokeWidth={1.75} />,
  failed: <ServerCrash aria-hidden="true" className={icon} strokeWidth={1.75} />,
  "not-set-up": <Settings aria-hidden="true" className={icon} strokeWidth={1.75} />,
};
