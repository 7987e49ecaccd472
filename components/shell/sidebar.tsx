"use client";

import { Dialog } from "@base-ui/react/dialog";
import { Search } from "lucide-react";
import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import { AccountMenu } from "@/components/shell/account-menu";
import { areaAt, areaHref, type Block, visibleBlocks } from "@/components/shell/navigation";
import { ProjectSwitcher } from "@/components/shell/project-switcher";
import type { ShellData, ShellDeeds } from "@/components/shell/shell-data";
import { useModKey } from "@/components/shell/use-mod-key";
import { backdropStyle } from "@/components/ui/dialog";
import { Kbd } from "@/components/ui/kbd";
import { Link } from "@/components/ui/link";
import { Logo } from "@/components/ui/stones";

interface SidebarProps {
  readonly data: ShellData;
  readonly deeds: ShellDeeds;
  readonly onSearch: () => void;
}

/** Logo, project, search, the areas in blocks, the account. From 901 px on always there. */
export function Sidebar(props: SidebarProps) {
  const t = useTranslations("shell");
  return (
    <nav aria-label={t("navigation")} className="sticky top-0 hidden h-dvh flex-col border-border border-r bg-background md:flex">
      <SidebarContent {...props} />
    </nav>
  );
}

/** The same behind the menu button, below 901 px. */
export function SidebarDrawer({
  open,
  onOpenChange,
  ...props
}: SidebarProps & { readonly open: boolean; readonly onOpenChange: (open: boolean) => void }) {
  const t = useTranslations("shell");
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Backdrop className={backdropStyle} />
        <Dialog.Popup
          aria-label={t("navigation")}
          className="fixed inset-y-0 left-0 z-50 flex w-[min(280px,86vw)] flex-col bg-background shadow-raised outline-none transition-transform duration-200 data-ending-style:-translate-x-full data-starting-style:-translate-x-full"
          onClick={(event) => (event.target as HTMLElement).closest("a") && onOpenChange(false)}
        >
          <SidebarContent
            {...props}
            onSearch={() => {
              onOpenChange(false);
              props.onSearch();
            }}
          />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function SidebarContent({ data, deeds, onSearch }: SidebarProps) {
  const t = useTranslations("shell");
  const mod = useModKey();
  return (
    <>
      <Link href={`/${data.project?.slug ?? ""}`} aria-label={t("toHome")} className="flex h-13 shrink-0 items-center px-4 text-text">
        <Logo />
      </Link>
      <div className="grid grid-cols-[minmax(0,1fr)] gap-1.5 px-2">
        <ProjectSwitcher data={data} />
        <button
          type="button"
          onClick={onSearch}
          className="flex h-8 w-full items-center gap-2 rounded-control border border-edge bg-surface px-2 text-left text-13 text-muted transition-colors hover:border-border-strong"
        >
          <Search aria-hidden="true" className="size-4 shrink-0" strokeWidth={1.75} />
          <span className="min-w-0 flex-1 truncate">{t("search")}</span>
          <Kbd>{mod}K</Kbd>
        </button>
      </div>
      <div className="flex-1 overflow-y-auto px-2 pt-3 pb-2 scrollbar-none">
        {visibleBlocks(data).map((block) => (
          <NavBlock key={block.id} block={block} data={data} />
        ))}
      </div>
      <div className="flex h-12 shrink-0 items-center gap-2 border-border border-t px-2 text-13">
        <AccountMenu data={data} deeds={deeds} />
        <span className="pr-2 text-12 text-muted tabular-nums">{data.version}</span>
      </div>
    </>
  );
}

function NavBlock({ block, data }: { readonly block: Block; readonly data: ShellData }) {
  const t = useTranslations("shell");
  const path = usePathname();
  const current = areaAt(path, data.project?.slug);
  return (
    <>
      {block.id === "top" ? null : <p className="mx-2 mt-3.5 mb-0.75 font-medium text-12 text-muted">{t(`blocks.${block.id}`)}</p>}
      <ul>
        {block.areas.map((area) => {
          const count = area.id === "jobs" || area.id === "endpoints" ? data.counts[area.id] : undefined;
          return (
            <li key={area.id}>
              <Link
                href={areaHref(area, data.project?.slug)}
                aria-current={area.id === current?.id ? "page" : undefined}
                className="group flex h-7 items-center gap-2.5 rounded-control px-2 text-13 text-secondary transition-colors hover:bg-hover aria-[current=page]:bg-selected aria-[current=page]:font-medium aria-[current=page]:text-text"
              >
                <area.icon
                  aria-hidden="true"
                  className="size-4 shrink-0 text-muted group-aria-[current=page]:text-accent"
                  strokeWidth={1.75}
                />
                <span className="min-w-0 flex-1 truncate">{t(`areas.${area.id}`)}</span>
                {count ? <span className="font-normal text-12 text-muted tabular-nums">{count}</span> : null}
              </Link>
            </li>
          );
        })}
      </ul>
    </>
  );
}
