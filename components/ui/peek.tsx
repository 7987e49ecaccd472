"use client";

import { ExternalLink, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, useEffect } from "react";
import { Button, ButtonLink } from "@/components/ui/button";
import { Kbd } from "@/components/ui/kbd";

interface PeekProps {
  readonly title: ReactNode;
  /** "1 / 214". */
  readonly place?: ReactNode;
  /** The page of what is peeked at; Enter goes there. */
  readonly href: string;
  readonly onClose: () => void;
  /** J and K: the next and the previous row. */
  readonly onMove?: (step: 1 | -1) => void;
  readonly children: ReactNode;
}

/** A look at one row without leaving the list. Beside it from 1181, over it below, a drawer on a phone. Esc closes. */
export function Peek({ title, place, href, onClose, onMove, children }: PeekProps) {
  const t = useTranslations("common");

  useEffect(() => {
    function onKey(event: KeyboardEvent) {
      const deed = { Escape: onClose, j: () => onMove?.(1), k: () => onMove?.(-1) }[event.key];
      if (!deed || !isFree(event)) return;
      event.preventDefault();
      deed();
    }
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [onClose, onMove]);

  return (
    <aside
      data-peek
      aria-label={typeof title === "string" ? title : t("details")}
      className="fixed right-0 bottom-0 z-20 overflow-y-auto bg-raised shadow-panel max-md:h-[66dvh] max-md:w-full max-md:rounded-t-panel max-md:border-border max-md:border-t md:top-13 md:w-[min(436px,100%)] md:border-border md:border-l"
    >
      <div className="sticky top-0 z-1 flex h-12 items-center gap-1.5 border-border border-b bg-raised pr-3 pl-5">
        <h2 className="min-w-0 flex-1 truncate">{title}</h2>
        {place ? <span className="text-13 text-muted tabular-nums">{place}</span> : null}
        {onMove ? (
          <span className="flex gap-1 max-md:hidden">
            <Kbd>J</Kbd>
            <Kbd>K</Kbd>
          </span>
        ) : null}
        <ButtonLink look="bare" size="lowIcon" href={href} aria-label={t("openPage")}>
          <ExternalLink aria-hidden="true" strokeWidth={1.75} />
        </ButtonLink>
        <Button look="bare" size="lowIcon" aria-label={t("close")} onClick={onClose}>
          <X aria-hidden="true" strokeWidth={1.75} />
        </Button>
      </div>
      <div className="grid gap-4.5 px-5 pt-3.5 pb-6">{children}</div>
    </aside>
  );
}

/** Nobody is typing, in a dialog or holding another key. */
function isFree(event: KeyboardEvent): boolean {
  if (event.isComposing || event.metaKey || event.ctrlKey || event.altKey) return false;
  return !(event.target as HTMLElement).closest("input, textarea, select, [contenteditable], [role=dialog], [role=menu]");
}
