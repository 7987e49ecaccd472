import Link from "next/link";
import type { ReactNode } from "react";
import { Progress } from "@/components/ui/progress";
import { Status } from "@/components/ui/status";
import type { Status as StatusWord } from "@/db/values";
import { cn } from "@/lib/cn";

/** "Running 3" and its lines: a group of the home page. */
export function WorkGroup({
  title,
  count,
  children,
  className,
}: {
  readonly title: ReactNode;
  readonly count: number;
  readonly children: ReactNode;
  readonly className?: string;
}) {
  return (
    <section className={cn("mb-6", className)}>
      <h2 className="border-border border-b pb-1.5">
        {title} <span className="ml-1 font-normal text-muted tabular-nums">{count}</span>
      </h2>
      <ul>{children}</ul>
    </section>
  );
}

interface WorkRowProps {
  readonly status: StatusWord;
  readonly name: string;
  readonly href: string;
  /** How it is, why, until when. */
  readonly sentence: ReactNode;
  /** 0 to 1, with its bar at the right. */
  readonly share?: number;
  readonly prep?: boolean;
  /** What to do about it: one button. */
  readonly action?: ReactNode;
}

/** One thing that runs, waits or ended: icon, name, sentence, and what to do about it. */
export function WorkRow({ status, name, href, sentence, share, prep = false, action }: WorkRowProps) {
  return (
    <li className="flex min-h-15 flex-wrap items-center gap-x-3 gap-y-2 border-border border-b py-2.5">
      <Status status={status} iconOnly className="mt-[3px] self-start" />
      <div className="min-w-0 flex-[1_1_70%] sm:flex-1">
        <Link href={href} className="font-semibold text-13 break-words hover:underline hover:underline-offset-3">
          {name}
        </Link>
        <p className="line-clamp-2 text-13 text-muted max-sm:line-clamp-none">{sentence}</p>
      </div>
      {share === undefined ? null : (
        <span className="flex shrink-0 items-center gap-3 max-sm:ml-6.5 max-sm:w-full max-sm:pr-6.5">
          <Progress value={share} label={name} prep={prep} className="max-sm:w-auto max-sm:flex-1" />
          <span className="w-9 text-right text-13 text-muted tabular-nums">{Math.round(share * 100)}%</span>
        </span>
      )}
      {action ? <span className="shrink-0 max-sm:ml-6.5">{action}</span> : null}
    </li>
  );
}
