"use client";

import { CircleQuestionMark, Menu as MenuIcon } from "lucide-react";
import { useTranslations } from "next-intl";
import { Breadcrumb } from "@/components/shell/crumbs";
import { InboxButton } from "@/components/shell/inbox-button";
import { LocaleButton } from "@/components/shell/locale-button";
import type { ShellData, ShellDeeds } from "@/components/shell/shell-data";
import { TasksButton } from "@/components/shell/tasks-button";
import { ThemeButton } from "@/components/shell/theme-button";
import { Button } from "@/components/ui/button";
import { Tooltip } from "@/components/ui/tooltip";

interface TopBarProps {
  readonly data: ShellData;
  readonly deeds: ShellDeeds;
  readonly onHelp: () => void;
  readonly onMenu: () => void;
}

/** Where one is at the left; tasks, inbox, language, theme and help at the right. */
export function TopBar({ data, deeds, onHelp, onMenu }: TopBarProps) {
  const t = useTranslations("shell");
  return (
    <header className="sticky top-0 z-30 flex h-13 shrink-0 items-center border-border border-b bg-surface pr-2 pl-4 md:gap-2 md:pr-4 md:pl-6">
      <Button look="bare" size="icon" aria-label={t("menu")} onClick={onMenu} className="-ml-2 md:hidden">
        <MenuIcon aria-hidden="true" strokeWidth={1.75} />
      </Button>
      <Breadcrumb data={data} />
      <TasksButton data={data} deeds={deeds} />
      <InboxButton data={data} deeds={deeds} />
      <LocaleButton setLocale={deeds.setLocale} />
      <ThemeButton />
      <Tooltip words={t("help")} side="bottom">
        <Button look="bare" size="icon" aria-label={t("help")} onClick={onHelp} className="max-md:hidden">
          <CircleQuestionMark aria-hidden="true" strokeWidth={1.75} />
        </Button>
      </Tooltip>
    </header>
  );
}
