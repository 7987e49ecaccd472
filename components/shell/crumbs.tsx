"use client";

import { ChevronRight } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import { createContext, Fragment, type ReactNode, use, useEffect, useState } from "react";
import { areaAt, areaHref } from "@/components/shell/navigation";
import type { ShellData } from "@/components/shell/shell-data";

export interface Crumb {
  readonly label: string;
  readonly href?: string;
}

interface Told {
  readonly path: string;
  readonly crumbs: readonly Crumb[];
}

const CrumbsContext = createContext<{ readonly told: Told | undefined; readonly tell: (told: Told) => void } | undefined>(undefined);

export function CrumbsProvider({ children }: { readonly children: ReactNode }) {
  const [told, tell] = useState<Told>();
  return <CrumbsContext value={{ told, tell }}>{children}</CrumbsContext>;
}

/** What stands behind the area in the header: the name of the thing, "New job". Put it anywhere in a page; it shows nothing itself. */
export function Crumbs({ items }: { readonly items: readonly Crumb[] }) {
  const tell = use(CrumbsContext)?.tell;
  const path = usePathname();
  const text = JSON.stringify(items);
  useEffect(() => tell?.({ path, crumbs: JSON.parse(text) as Crumb[] }), [tell, path, text]);
  return null;
}

/** Project, area, thing: where one is and the way back up. */
export function Breadcrumb({ data }: { readonly data: ShellData }) {
  const t = useTranslations("shell");
  const path = usePathname();
  const told = use(CrumbsContext)?.told;
  const area = areaAt(path, data.project.slug);
  const items: Crumb[] = [
    ...(data.isProjectPage ? [{ label: data.project.name, href: `/${data.project.slug}` }] : []),
    ...(area ? [{ label: t(`areas.${area.id}`), href: areaHref(area, data.project.slug) }] : []),
    ...(told?.path === path ? told.crumbs : []),
  ];
  return (
    <nav aria-label={t("breadcrumb")} className="min-w-0 flex-1">
      <ol className="flex min-w-0 items-center gap-1.5 text-13 text-muted">
        {items.map((item, index) => {
          const last = index === items.length - 1;
          const project = index === 0 && data.isProjectPage && !last;
          return (
            <Fragment key={`${index}-${item.label}`}>
              {index > 0 ? (
                <li aria-hidden="true" className={items.length > 1 && index === 1 && data.isProjectPage ? "max-md:hidden" : undefined}>
                  <ChevronRight className="size-3 text-border-strong" />
                </li>
              ) : null}
              <li className={`${last ? "min-w-0 truncate" : "shrink-0 max-w-50 truncate"}${project ? " max-md:hidden" : ""}`}>
                {last || !item.href ? (
                  <span aria-current={last ? "page" : undefined} className="text-text aria-[current]:font-medium">
                    {item.label}
                  </span>
                ) : (
                  <Link href={item.href} className="hover:text-text">
                    {item.label}
                  </Link>
                )}
              </li>
            </Fragment>
          );
        })}
      </ol>
    </nav>
  );
}
