"use client";

import { usePathname } from "next/navigation";
import { type ReactNode, useEffect, useRef } from "react";
import { Link } from "@/components/ui/link";
import { cn } from "@/lib/cn";

export interface LinkTab {
  readonly href: string;
  readonly label: ReactNode;
  readonly count?: number;
}

/** Tabs that are pages: each has its own address. The longest matching address is the current one. */
export function LinkTabs({
  tabs,
  label,
  className,
}: {
  readonly tabs: readonly LinkTab[];
  readonly label: string;
  readonly className?: string;
}) {
  const path = usePathname();
  const bar = useRef<HTMLElement>(null);
  const current = tabs.filter(({ href }) => path === href || path.startsWith(`${href}/`)).sort((a, b) => b.href.length - a.href.length)[0];

  // biome-ignore lint/correctness/useExhaustiveDependencies: another address has another tab to bring into sight
  useEffect(() => {
    bar.current?.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
  }, [path]);

  return (
    <nav ref={bar} aria-label={label} className={cn("mb-4 flex gap-5 overflow-x-auto border-border border-b scrollbar-none", className)}>
      {tabs.map((tab) => (
        <Link
          key={tab.href}
          href={tab.href}
          aria-current={tab === current ? "page" : undefined}
          className="-mb-px flex items-center gap-1.5 border-transparent border-b-2 pt-2 pb-[9px] text-13 text-muted whitespace-nowrap transition-colors -outline-offset-2! hover:text-text aria-[current=page]:border-text aria-[current=page]:font-medium aria-[current=page]:text-text"
        >
          {tab.label}
          {tab.count === undefined ? null : (
            <span className="rounded-tag bg-hover px-1.25 font-normal text-12 text-secondary leading-4 tabular-nums">
              {tab.count.toLocaleString("en")}
            </span>
          )}
        </Link>
      ))}
    </nav>
  );
}
