import type { ReactNode } from "react";
import { StatusIcon } from "@/components/ui/status-icon";
import type { Status } from "@/db/values";
import { cn } from "@/lib/cn";

interface SayProps {
  /** Its tone: ready (starts now), queued (waits), starting (under way), unschedulable (never), failed (refused). */
  readonly status: Status;
  /** The sentence itself. */
  readonly children: ReactNode;
  readonly reason?: ReactNode;
  /** A better offer, with its button. */
  readonly offer?: ReactNode;
  /** A new answer is on its way: the old one stays, dimmed, and nothing jumps. */
  readonly checking?: boolean;
  /** On a failed page: the first thing there, a surface with a tone edge instead of a soft plane. */
  readonly cause?: boolean;
  readonly className?: string;
}

/** The sentence before Submit, a reason, a refusal: what would happen, why, what to do instead. */
export function Say({ status, children, reason, offer, checking = false, cause = false, className }: SayProps) {
  return (
    <div
      role="status"
      aria-busy={checking || undefined}
      data-status={status}
      className={cn(
        "grid grid-cols-[16px_minmax(0,1fr)] gap-x-2.5 gap-y-0.5 rounded-control px-3.5 py-3 text-13 transition-opacity",
        cause ? "bg-surface py-3.5 pl-4.5 shadow-[inset_3px_0_0_var(--tone-solid),inset_0_0_0_1px_var(--edge)]" : "bg-tone-soft",
        checking && "[&_*]:text-muted",
        className,
      )}
    >
      <StatusIcon status={status} className="mt-0.5 size-4" />
      <p className={cn("font-semibold", cause && "text-14")}>{children}</p>
      {reason ? <div className="col-start-2 text-secondary">{reason}</div> : null}
      {offer ? (
        <div className="col-start-2 flex flex-wrap items-center gap-x-3 gap-y-2 pt-2 max-sm:*:h-auto max-sm:*:min-h-7 max-sm:*:shrink max-sm:*:py-1 max-sm:*:text-left max-sm:*:whitespace-normal">
          {offer}
        </div>
      ) : null}
    </div>
  );
}

/** Several reasons, each a line of its own. */
export function Lines({ of }: { readonly of: readonly string[] }) {
  return of.map((line) => <p key={line}>{line}</p>);
}
