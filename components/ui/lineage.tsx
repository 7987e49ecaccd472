import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Link } from "@/components/ui/link";
import { cn } from "@/lib/cn";

export interface LineageStone {
  readonly id: string;
  readonly href?: string;
  readonly icon?: ReactNode;
  readonly name: string;
  /** "v4", "r11". */
  readonly version?: string;
  /** A status, a tag, a number. */
  readonly right?: ReactNode;
  /** What this page is about. */
  readonly here?: boolean;
}

/** Four hand-drawn stones, the smallest first. */
const stones = [
  "M34 12.8C34 5.67 44.4 2 61.56 2C78.72 2 86 4.75 86 10.1C86 16.63 76.12 20 58.96 20C41.8 20 34 17.55 34 12.8Z",
  "M21 9.57C21 4.25 35.4 1.5 59.16 1.5C82.92 1.5 93 5.38 93 12.9C93 17.92 79.32 20.5 55.56 20.5C31.8 20.5 21 16.79 21 9.57Z",
  "M16 11.95C16 5.05 34.4 1.5 64.76 1.5C95.12 1.5 108 4.08 108 9.1C108 16.62 90.52 20.5 60.16 20.5C29.8 20.5 16 17.59 16 11.95Z",
  "M2 10C2 4.06 24.8 1 62.42 1C100.04 1 116 4.91 116 12.5C116 18.11 94.34 21 56.72 21C19.1 21 2 17.26 2 10Z",
] as const;

/** What stands on what: the answer on top, the data below, the widest. A click goes there. */
export function Lineage({ items, className }: { readonly items: readonly LineageStone[]; readonly className?: string }) {
  const t = useTranslations("common");
  return (
    <ol aria-label={t("lineage")} className={cn("grid gap-[3px]", className)}>
      {items.map((item, index) => {
        const stone = stones[Math.min(stones.length - 1, stones.length - items.length + index)] ?? stones[0];
        return (
          <li
            key={item.id}
            aria-current={item.here || undefined}
            className="grid min-h-6.5 grid-cols-[72px_minmax(0,1fr)_auto] items-center gap-3.5 text-13 sm:grid-cols-[120px_minmax(0,1fr)_auto]"
          >
            <svg
              viewBox="0 0 120 22"
              aria-hidden="true"
              className={cn("block h-5.5 w-full", item.here ? "fill-accent-solid" : "fill-wait-solid")}
            >
              <path d={stone} />
            </svg>
            <span className="flex min-w-0 items-center gap-2 [&>svg]:size-4 [&>svg]:shrink-0 [&>svg]:text-muted">
              {item.icon}
              {item.href ? (
                <Link href={item.href} className="truncate font-medium hover:underline hover:underline-offset-3">
                  {item.name}
                </Link>
              ) : (
                <b className="truncate font-medium">{item.name}</b>
              )}
              {item.version ? <span className="shrink-0 text-secondary">{item.version}</span> : null}
            </span>
            <span className="text-right text-muted">{item.right}</span>
          </li>
        );
      })}
    </ol>
  );
}
