"use client";

import { Megaphone, X } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { cn } from "@/lib/cn";

interface NoticeProps {
  readonly children: ReactNode;
  readonly icon?: ReactNode;
  readonly action?: ReactNode;
  /** Without it the notice stays. */
  readonly onDismiss?: () => void;
  readonly className?: string;
}

/** Something everyone should know: what, when, and what it means for the reader. */
export function Notice({ children, icon, action, onDismiss, className }: NoticeProps) {
  const t = useTranslations("common");
  return (
    <div
      role="status"
      className={cn(
        "mb-5 flex min-h-9 items-center gap-2.5 rounded-control bg-sunken py-1 pr-1 pl-3.5 text-13 shadow-[inset_0_0_0_1px_var(--border)] [&>svg]:size-4 [&>svg]:shrink-0 [&>svg]:text-accent",
        className,
      )}
    >
      {icon ?? <Megaphone aria-hidden="true" strokeWidth={1.75} />}
      <p className="min-w-0 flex-1 py-1">{children}</p>
      {action}
      {onDismiss ? (
        <Button look="bare" size="lowIcon" aria-label={t("close")} onClick={onDismiss}>
          <X aria-hidden="true" strokeWidth={1.75} />
        </Button>
      ) : null}
    </div>
  );
}
