"use client";

import { ChevronRight } from "lucide-react";
import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import { createContext, type ReactNode, use, useEffect, useState } from "react";
import { areaAt, areaHref } from "@/components/shell/navigation";
import type { ShellData } from "@/components/shell/shell-data";
import { Link } from "@/components/ui/link";

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

/** Project, area, thing: where one is and the way back up. Below 901 px the project is left out. */
export function Breadcrumb({ data }: { readonly data: ShellData }) {
  const t = useTranslations("shell");
  const path = usePathname();
  const told = use(CrumbsContext)?.told;
  const { project, isProjectPage } = data;
  const area = areaAt(path, project?.slug);
  const items: Crumb[] = [
    ...(isProjectPage && project ? [{ label: project.name, href: `/${project.slug}` }] : []),
    ...(area ? [{ label: t(`areas.${area.id}`), href: areaHref(area, project?.slug) }] : []),
    ...(told?.path === path ? told.crumbs : []),
  ];
  return (
    <nav aria-label={t("breadcrumb")} className="min-w-0 flex-1">
      <ol className="flex min-w-0 items-center gap-1.5 text-13 text-muted [&>li]:flex [&>li]:min-w-0 [&>li]:items-center [&>li]:gap-1.5 max-sm:[&>li:not(:last-child)]:max-w-2/5 max-sm:[&>li:not(:last-child)]:shrink-0">
        {items.map((item, index) => (
          <li
            key={`${item.label} ${item.href}`}
            className={isProjectPage && index === 0 && items.length > 1 ? "max-md:hidden!" : undefined}
          >
            <CrumbWords item={item} last={index === items.length - 1} />
          </li>
        ))}
      </ol>
    </nav>
  );
}

function CrumbWords({ item, last }: { readonly item: Crumb; readonly last: boolean }) {
  if (last) {
    return (
      <span aria-current="page" className="truncate font-medium text-text">
        {item.label}
      </span>
    );
  }
  return (
    <>
      {item.href ? (
        <Link href={item.href} className="max-w-50 truncate hover:text-text">
          {item.label}
        </Link>
      ) : (
        <span className="max-w-50 truncate">{item.label}</span>
      )}
      <ChevronRight aria-hidden="true" className="size-3 shrink-0 text-border-strong" />
    </>
  );
}
