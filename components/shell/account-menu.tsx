"use client";

import { ChevronsUpDown, KeyRound, LogOut, UserRound } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ShellData, ShellDeeds } from "@/components/shell/shell-data";
import { Menu, MenuItem, MenuLine, MenuLink } from "@/components/ui/menu";

/** Profile, access keys, sign out. */
export function AccountMenu({ data, deeds }: { readonly data: ShellData; readonly deeds: ShellDeeds }) {
  const t = useTranslations("shell");
  const { account } = data;
  return (
    <Menu
      align="start"
      side="top"
      trigger={
        <button
          type="button"
          aria-label={t("accountOf", { name: account.displayName })}
          className="flex h-8 min-w-0 flex-1 items-center gap-2 rounded-control px-2 text-left transition-colors hover:bg-hover data-popup-open:bg-hover"
        >
          <span
            aria-hidden="true"
            className="grid size-5.5 shrink-0 place-items-center rounded-full bg-hover font-semibold text-11 text-secondary leading-none shadow-[inset_0_0_0_1px_var(--border)]"
          >
            {[...account.displayName][0]?.toUpperCase()}
          </span>
          <span className="min-w-0 flex-1 truncate">{account.displayName}</span>
          <ChevronsUpDown aria-hidden="true" className="size-3.5 shrink-0 text-muted" strokeWidth={1.75} />
        </button>
      }
    >
      <MenuLink href="/account" icon={<UserRound aria-hidden="true" strokeWidth={1.75} />}>
        {t("profile")}
      </MenuLink>
      <MenuLink href="/account/keys" icon={<KeyRound aria-hidden="true" strokeWidth={1.75} />}>
        {t("keys")}
      </MenuLink>
      <MenuLine />
      <MenuItem icon={<LogOut aria-hidden="true" strokeWidth={1.75} />} onClick={() => void deeds.signOut()}>
        {t("signOut")}
      </MenuItem>
    </Menu>
  );
}
