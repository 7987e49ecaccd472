"use client";

import { Monitor, Moon, Sun } from "lucide-react";
import { useTranslations } from "next-intl";
import { useTheme } from "next-themes";
import { Button } from "@/components/ui/button";
import { Menu, MenuItem } from "@/components/ui/menu";

/** Light, dark, or as the system has it. */
export function ThemeButton() {
  const t = useTranslations("shell");
  const { theme, setTheme } = useTheme();
  const choices = [
    ["system", Monitor],
    ["light", Sun],
    ["dark", Moon],
  ] as const;
  return (
    <Menu
      trigger={
        <Button look="bare" size="icon" aria-label={t("theme")}>
          <Moon aria-hidden="true" strokeWidth={1.75} className="dark:hidden" />
          <Sun aria-hidden="true" strokeWidth={1.75} className="hidden dark:block" />
        </Button>
      }
    >
      {choices.map(([name, Icon]) => (
        <MenuItem
          key={name}
          icon={<Icon aria-hidden="true" strokeWidth={1.75} />}
          right={theme === name ? "✓" : undefined}
          onClick={() => setTheme(name)}
        >
          {t(`themes.${name}`)}
        </MenuItem>
      ))}
    </Menu>
  );
}
