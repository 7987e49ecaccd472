"use client";

import { usePathname, useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { ConnectionBanner } from "@/components/live/connection-banner";
import { WorkerBanner } from "@/components/live/worker-banner";
import { CrumbsProvider } from "@/components/shell/crumbs";
import { HelpDialog } from "@/components/shell/help-dialog";
import { areaAt, areaHref, visibleBlocks } from "@/components/shell/navigation";
import { Palette } from "@/components/shell/palette";
import type { ShellData, ShellDeeds } from "@/components/shell/shell-data";
import { Sidebar, SidebarDrawer } from "@/components/shell/sidebar";
import { TopBar } from "@/components/shell/top-bar";
import { Trays } from "@/components/shell/tray-slot";

import { type Shortcuts, useShortcuts, useSingleKeys } from "@/components/shell/use-shortcuts";

interface ShellProps {
  readonly data: ShellData;
  readonly deeds: ShellDeeds;
  readonly children: ReactNode;
}

/** The frame of every page: sidebar, header, palette, help, trays, and the keys that work everywhere. */
export function Shell({ data, deeds, children }: ShellProps) {
  const t = useTranslations("shell");
  const router = useRouter();
  const path = usePathname();
  const [paletteOpen, setPaletteOpen] = useState(false);
  const [helpOpen, setHelpOpen] = useState(false);
  const [drawerOpen, setDrawerOpen] = useState(false);
  const [singleKeys] = useSingleKeys();
  const slug = data.project?.slug;

  const go: Shortcuts = Object.fromEntries(
    visibleBlocks(data)
      .flatMap(({ areas }) => areas)
      .flatMap((area) => (area.key ? [[`g ${area.key}`, () => router.push(areaHref(area, slug))]] : [])),
  );
  useShortcuts(
    {
      ...go,
      "mod+k": () => setPaletteOpen((open) => !open),
      "?": () => setHelpOpen(true),
      "/": focusSearch,
      c: data.mayWrite ? () => router.push(newHref(areaAt(path, slug)?.id, slug)) : undefined,
    },
    singleKeys,
  );

  return (
    <CrumbsProvider>
      <a href="#content" className="absolute -top-16 left-2 z-60 rounded-control bg-ink px-3.5 py-2 text-13 text-on-ink focus:top-2">
        {t("skip")}
      </a>
      <div className="grid min-h-dvh grid-cols-[minmax(0,1fr)] md:grid-cols-[228px_minmax(0,1fr)]">
        <Sidebar data={data} deeds={deeds} onSearch={() => setPaletteOpen(true)} />
        <div className="flex min-w-0 flex-col bg-surface">
          <TopBar data={data} deeds={deeds} onHelp={() => setHelpOpen(true)} onMenu={() => setDrawerOpen(true)} />
          <ConnectionBanner />
          <WorkerBanner />
          <main id="content" tabIndex={-1} className="flex min-w-0 flex-1 flex-col outline-none">
            {children}
          </main>
        </div>
      </div>
      <SidebarDrawer open={drawerOpen} onOpenChange={setDrawerOpen} data={data} deeds={deeds} onSearch={() => setPaletteOpen(true)} />
      <Palette open={paletteOpen} onOpenChange={setPaletteOpen} data={data} deeds={deeds} onHelp={() => setHelpOpen(true)} />
      <Trays />
      <HelpDialog open={helpOpen} onOpenChange={setHelpOpen} slug={slug} />
    </CrumbsProvider>
  );
}

/** `/` goes to the list's own search where there is one. */
function focusSearch() {
  const box = document.querySelector<HTMLElement>("[data-list-search]");
  const input = box instanceof HTMLInputElement ? box : box?.querySelector("input");
  input?.focus();
}

/** C makes a new one of what is looked at; a job where that is not clear. */
function newHref(area: string | undefined, slug: string | undefined): string {
  const makes = area === "datasets" || area === "environments" || area === "endpoints" ? area : "jobs";
  return `/${slug ?? ""}/${makes}/new`;
}
