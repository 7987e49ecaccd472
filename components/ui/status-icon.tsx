import {
  Check,
  CircleCheck,
  CircleSlash,
  CircleX,
  Clock,
  CornerDownLeft,
  LoaderCircle,
  type LucideProps,
  Moon,
  OctagonMinus,
  Square,
  TriangleAlert,
} from "lucide-react";
import type { ComponentType } from "react";
import { PauseIcon } from "@/components/ui/pause-icon";
import type { Status } from "@/db/values";
import { cn } from "@/lib/cn";

const icons: Record<Status, ComponentType<LucideProps>> = {
  queued: Clock,
  starting: LoaderCircle,
  running: DotInRing,
  ready: CircleCheck,
  degraded: TriangleAlert,
  idle: Moon,
  paused: PauseIcon,
  preempted: CornerDownLeft,
  stopping: LoaderCircle,
  succeeded: Check,
  failed: CircleX,
  cancelled: CircleSlash,
  stopped: Square,
  unschedulable: OctagonMinus,
};

/** The icon of a status, in its tone. It never stands without the word, seen or read out. */
export function StatusIcon({ status, className }: { readonly status: Status; readonly className?: string }) {
  const Icon = icons[status];
  const turns = status === "starting" || status === "stopping";
  return (
    <Icon
      aria-hidden="true"
      data-status={status}
      className={cn("size-3.5 shrink-0 text-tone-text", turns && "animate-turn", className)}
      strokeWidth={2}
    />
  );
}

function DotInRing({ className, strokeWidth = 2 }: LucideProps) {
  return (
    <svg
      viewBox="0 0 24 24"
      className={className}
      fill="none"
      stroke="currentColor"
      strokeWidth={strokeWidth}
      aria-hidden="true"
      data-status="running"
    >
      <circle cx="12" cy="12" r="9" />
      <circle cx="12" cy="12" r="3.5" fill="currentColor" />
    </svg>
  );
}
