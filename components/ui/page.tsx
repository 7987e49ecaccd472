import type { ReactNode } from "react";
import { cn } from "@/lib/cn";

interface PageProps {
  readonly title: ReactNode;
  /** Beside the h1: a status pill. */
  readonly pill?: ReactNode;
  /** One sentence: how it is and until when. Never cut. */
  readonly sentence?: ReactNode;
  /** One primary, the rest behind a menu. */
  readonly actions?: ReactNode;
  readonly children?: ReactNode;
  readonly className?: string;
}

/** The frame of every page: h1, sentence, actions, then the content to 1440. */
export function Page({ title, pill, sentence, actions, children, className }: PageProps) {
  return (
    <div
      className={cn(
        "mx-auto w-full max-w-[1440px] min-w-0 flex-1 px-4 pt-5 pb-10 [--page-padding:16px] md:px-6 md:[--page-padding:24px]",
        // A peek stands beside the page where there is room, and over it where there is none.
        "lg:has-[[data-peek]]:mx-0 lg:has-[[data-peek]]:max-w-none lg:has-[[data-peek]]:pr-[460px]",
        className,
      )}
    >
      <div className="mb-4 flex flex-wrap items-start gap-x-4 gap-y-3">
        <div className="min-w-0 flex-[1_1_240px]">
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <h1 className="min-w-0 break-words">{title}</h1>
            {pill}
          </div>
          {sentence ? <div className="mt-0.5 text-13 text-muted">{sentence}</div> : null}
        </div>
        {actions ? <div className="flex shrink-0 flex-wrap gap-2 max-sm:w-full max-sm:[&>*:not([data-icon])]:flex-1">{actions}</div> : null}
      </div>
      {children}
    </div>
  );
}

/** A bordered region inside a page. */
export function Panel({
  title,
  note,
  actions,
  children,
  flush = false,
  className,
}: {
  readonly title?: ReactNode;
  readonly note?: ReactNode;
  readonly actions?: ReactNode;
  readonly children?: ReactNode;
  /** The content goes to the edges: a table, a log. */
  readonly flush?: boolean;
  readonly className?: string;
}) {
  return (
    <section
      className={cn(
        "min-w-0 overflow-hidden rounded-panel border border-border bg-surface [--page-padding:16px]",
        flush && "[--bleed:0px]",
        className,
      )}
    >
      {title || note || actions ? (
        <div className="flex min-h-11 flex-wrap items-center gap-2 px-4 py-1.5">
          <h2 className="flex-auto">{title}</h2>
          {note ? <span className="text-13 text-muted">{note}</span> : null}
          {actions}
        </div>
      ) : null}
      <div className={cn("closing", !flush && "px-4 pb-4", !flush && !title && !note && !actions && "pt-4")}>{children}</div>
    </section>
  );
}
