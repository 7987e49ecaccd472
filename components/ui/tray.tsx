import type { ReactNode } from "react";
import { Progress } from "@/components/ui/progress";
import { cn } from "@/lib/cn";

interface TrayLineProps {
  readonly icon: ReactNode;
  readonly name: ReactNode;
  /** "3.1 of 9.6 GB", "step 3 of 4", "waits for the network". */
  readonly right?: ReactNode;
  /** Speed, time left, "safe to leave this page". */
  readonly note?: ReactNode;
  /** 0 to 1; left out when the whole is not known. */
  readonly share?: number;
  readonly label: string;
  readonly prep?: boolean;
  /** Pause, stop. */
  readonly action?: ReactNode;
}

/** One long thing: how far, how fast, how long still. */
export function TrayLine({ icon, name, right, note, share, label, prep = false, action }: TrayLineProps) {
  return (
    <li className="flex gap-2.5 border-border border-t px-3.5 py-3 text-13 first:border-t-0 [&>svg]:mt-0.5 [&>svg]:size-4 [&>svg]:shrink-0 [&>svg]:text-muted">
      {icon}
      <div className="min-w-0 flex-1">
        <p className="flex items-center justify-between gap-3">
          <span className="min-w-0 truncate">{name}</span>
          <span className="shrink-0 text-muted tabular-nums">{right}</span>
        </p>
        {share === undefined ? null : <Progress value={share} label={label} prep={prep} className="mt-1.25 mb-0.75 w-full" />}
        {note ? <p className="text-12 text-muted tabular-nums">{note}</p> : null}
      </div>
      {action ? <span className="-my-1 -mr-1.5 flex shrink-0">{action}</span> : null}
    </li>
  );
}

/** Floats bottom right over the page, under toasts. */
export function TrayPanel({
  title,
  actions,
  children,
  className,
}: {
  readonly title: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
  readonly className?: string;
}) {
  return (
    <section className={cn("w-[min(400px,calc(100vw-32px))] overflow-hidden rounded-panel bg-raised shadow-raised", className)}>
      <div className="flex min-h-10 items-center gap-1 border-border border-b pr-1.5 pl-3.5">
        <h2 className="min-w-0 flex-1 truncate text-13">{title}</h2>
        {actions}
      </div>
      <ul className="max-h-80 overflow-y-auto">{children}</ul>
    </section>
  );
}
