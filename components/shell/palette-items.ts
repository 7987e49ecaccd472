"use client";

import { ArrowRight, Box, CircleQuestionMark, type LucideIcon, Moon, Plus, Sun } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useTheme } from "next-themes";
import { useMemo } from "react";
import { areaHref, visibleBlocks } from "@/components/shell/navigation";
import type { ShellData, ShellDeeds } from "@/components/shell/shell-data";
import type { StonesIcon } from "@/components/shell/stones-icon";
import { subjectIcons } from "@/components/shell/subject-icons";
import { thingHref } from "@/components/shell/thing-href";
import { useFound } from "@/components/shell/use-found";
import { matches } from "@/components/ui/matches";
import type { Status } from "@/db/values";

export interface PaletteItem {
  readonly id: string;
  readonly words: string;
  readonly icon: LucideIcon | typeof StonesIcon;
  readonly status?: Status;
  readonly keys?: string;
  readonly run: () => void;
}

/** What the palette offers for these words: things of the project, other projects, deeds. */
export function usePaletteItems(data: ShellData, search: ShellDeeds["search"], sought: string, onHelp: () => void) {
  const router = useRouter();
  const { project } = data;
  const found = useFound(search, project?.id, sought);
  const all = useDeeds(data, onHelp);
  const things = useMemo(
    () =>
      found.map(
        (thing): PaletteItem => ({
          id: thing.id,
          words: thing.name,
          icon: subjectIcons[thing.kind] ?? Box,
          ...(thing.status ? { status: thing.status } : {}),
          run: () => router.push(thingHref(project?.slug ?? "", thing)),
        }),
      ),
    [found, project, router],
  );
  const projects = useMemo(
    () =>
      (sought === "" ? [] : data.projects)
        .filter(({ id, name, slug }) => id !== project?.id && matches(`${name} ${slug}`, sought))
        .map(({ id, name, slug }): PaletteItem => ({ id, words: name, icon: ArrowRight, run: () => router.push(`/${slug}`) })),
    [data.projects, project, sought, router],
  );
  const deeds = useMemo(() => all.filter(({ words }) => matches(words, sought)), [all, sought]);
  return { things, projects, deeds };
}

const makes = ["jobs", "datasets", "environments", "endpoints"] as const;

function useDeeds(data: ShellData, onHelp: () => void): readonly PaletteItem[] {
  const t = useTranslations("shell");
  const router = useRouter();
  const { resolvedTheme, setTheme } = useTheme();
  const dark = resolvedTheme === "dark";
  return useMemo(() => {
    const slug = data.project?.slug;
    const made = data.mayWrite && slug ? makes : [];
    return [
      ...made.map(
        (area): PaletteItem => ({
          id: `new-${area}`,
          words: t(`new.${area}`),
          icon: Plus,
          run: () => router.push(`/${slug}/${area}/new`),
          ...(area === "jobs" ? { keys: "C" } : {}),
        }),
      ),
      ...visibleBlocks(data)
        .flatMap(({ areas }) => areas)
        .map(
          (area): PaletteItem => ({
            id: `go-${area.id}`,
            words: t("palette.goTo", { area: t(`areas.${area.id}`) }),
            icon: area.icon,
            run: () => router.push(areaHref(area, slug)),
            ...(area.key ? { keys: `G ${area.key.toUpperCase()}` } : {}),
          }),
        ),
      {
        id: "theme",
        words: dark ? t("palette.toLight") : t("palette.toDark"),
        icon: dark ? Sun : Moon,
        run: () => setTheme(dark ? "light" : "dark"),
      },
      { id: "help", words: t("help"), icon: CircleQuestionMark, keys: "?", run: onHelp },
    ];
  }, [data, dark, onHelp, router, setTheme, t]);
}
