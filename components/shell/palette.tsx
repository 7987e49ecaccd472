"use client";

import { Dialog } from "@base-ui/react/dialog";
import { Command } from "cmdk";
import { ArrowRight, CircleQuestionMark, Moon, Plus, Search, Sun } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useTheme } from "next-themes";
import { type ReactNode, useDeferredValue, useState } from "react";
import { areaHref, visibleBlocks } from "@/components/shell/navigation";
import type { ShellData, ShellDeeds } from "@/components/shell/shell-data";
import { subjectIcons } from "@/components/shell/subject-icons";
import { thingHref } from "@/components/shell/thing-href";
import { useFound } from "@/components/shell/use-found";
import { backdropStyle } from "@/components/ui/dialog";
import { Kbd } from "@/components/ui/kbd";
import { matchAt, matches } from "@/components/ui/matches";
import { Status } from "@/components/ui/status";
import type { ThingView } from "@/lib/search/thing";

interface PaletteProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly data: ShellData;
  readonly deeds: ShellDeeds;
  readonly onHelp: () => void;
}

interface Deed {
  readonly id: string;
  readonly words: string;
  readonly icon: ReactNode;
  readonly keys?: string;
  readonly run: () => void;
}

/** ⌘K: the project's things with their status, then where to go and what to do. Both languages and pinyin match. */
export function Palette({ open, onOpenChange, ...props }: PaletteProps) {
  const t = useTranslations("shell");
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Backdrop className={backdropStyle} />
        <Dialog.Popup
          aria-label={t("palette.title")}
          className="fixed top-[12dvh] left-1/2 z-50 w-[min(580px,calc(100vw-24px))] -translate-x-1/2 overflow-hidden rounded-panel bg-raised shadow-raised outline-none transition-opacity data-ending-style:opacity-0 data-starting-style:opacity-0"
        >
          <PaletteContent {...props} close={() => onOpenChange(false)} />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function PaletteContent({ data, deeds, onHelp, close }: Omit<PaletteProps, "open" | "onOpenChange"> & { readonly close: () => void }) {
  const t = useTranslations("shell");
  const router = useRouter();
  const [query, setQuery] = useState("");
  const sought = useDeferredValue(query.trim());
  const found = useFound(deeds.search, data.project?.id, sought);
  const all = useDeeds(data, onHelp);
  const shown = all.filter(({ words }) => matches(words, sought));
  const projects =
    sought === "" ? [] : data.projects.filter(({ id, name, slug }) => id !== data.project?.id && matches(`${name} ${slug}`, sought));

  function go(href: string) {
    close();
    router.push(href);
  }

  return (
    <Command label={t("palette.title")} shouldFilter={false} loop className="flex max-h-[70dvh] flex-col">
      <div className="flex h-11 items-center gap-2 border-border border-b px-3.5">
        <Search aria-hidden="true" className="size-4 shrink-0 text-muted" strokeWidth={1.75} />
        <Command.Input
          value={query}
          onValueChange={setQuery}
          placeholder={t("palette.placeholder")}
          className="w-full min-w-0 bg-transparent text-14 outline-0"
        />
        <Kbd>esc</Kbd>
      </div>
      <Command.List className="min-h-0 flex-1 overflow-y-auto pb-1.5 outline-none">
        <Command.Empty className="px-4 py-6 text-center text-13 text-muted">{t("palette.none", { query: sought })}</Command.Empty>
        {found.length > 0 ? (
          <Group heading={t("palette.things", { project: data.project?.name ?? "" })}>
            {found.map((thing) => (
              <ThingLine key={thing.id} thing={thing} query={sought} onSelect={() => go(thingHref(data.project?.slug ?? "", thing))} />
            ))}
          </Group>
        ) : null}
        {projects.length > 0 ? (
          <Group heading={t("palette.projects")}>
            {projects.map((project) => (
              <Line key={project.id} value={project.id} icon={<ArrowRight strokeWidth={1.75} />} onSelect={() => go(`/${project.slug}`)}>
                <Marked text={project.name} query={sought} />
              </Line>
            ))}
          </Group>
        ) : null}
        {shown.length > 0 ? (
          <Group heading={t("palette.do")}>
            {shown.map((deed) => (
              <Line
                key={deed.id}
                value={deed.id}
                icon={deed.icon}
                right={deed.keys ? <Kbd>{deed.keys}</Kbd> : null}
                onSelect={() => {
                  close();
                  deed.run();
                }}
              >
                <Marked text={deed.words} query={sought} />
              </Line>
            ))}
          </Group>
        ) : null}
      </Command.List>
    </Command>
  );
}

function useDeeds(data: ShellData, onHelp: () => void): readonly Deed[] {
  const t = useTranslations("shell");
  const router = useRouter();
  const { resolvedTheme, setTheme } = useTheme();
  const slug = data.project?.slug;
  const makes = (["jobs", "datasets", "environments", "endpoints"] as const).map(
    (area): Deed => ({
      id: `new-${area}`,
      words: t(`new.${area}`),
      icon: <Plus strokeWidth={1.75} />,
      run: () => router.push(`/${slug}/${area}/new`),
      ...(area === "jobs" ? { keys: "C" } : {}),
    }),
  );
  const goes = visibleBlocks(data)
    .flatMap(({ areas }) => areas)
    .map(
      (area): Deed => ({
        id: `go-${area.id}`,
        words: t("palette.goTo", { area: t(`areas.${area.id}`) }),
        icon: <area.icon strokeWidth={1.75} />,
        run: () => router.push(areaHref(area, slug)),
        ...(area.key ? { keys: `G ${area.key.toUpperCase()}` } : {}),
      }),
    );
  const dark = resolvedTheme === "dark";
  return [
    ...(data.mayWrite ? makes : []),
    ...goes,
    {
      id: "theme",
      words: dark ? t("palette.toLight") : t("palette.toDark"),
      icon: dark ? <Sun strokeWidth={1.75} /> : <Moon strokeWidth={1.75} />,
      run: () => setTheme(dark ? "light" : "dark"),
    },
    { id: "help", words: t("help"), icon: <CircleQuestionMark strokeWidth={1.75} />, keys: "?", run: onHelp },
  ];
}

function ThingLine({ thing, query, onSelect }: { readonly thing: ThingView; readonly query: string; readonly onSelect: () => void }) {
  const Icon = subjectIcons[thing.kind];
  return (
    <Line
      value={thing.id}
      icon={Icon ? <Icon strokeWidth={1.75} /> : null}
      right={thing.status ? <Status status={thing.status} /> : null}
      onSelect={onSelect}
    >
      <Marked text={thing.name} query={query} />
    </Line>
  );
}

function Group({ heading, children }: { readonly heading: string; readonly children: ReactNode }) {
  return (
    <Command.Group
      heading={heading}
      className="[&_[cmdk-group-heading]]:px-3.5 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-0.5 [&_[cmdk-group-heading]]:text-12 [&_[cmdk-group-heading]]:text-muted"
    >
      {children}
    </Command.Group>
  );
}

function Line({
  value,
  icon,
  right,
  onSelect,
  children,
}: {
  readonly value: string;
  readonly icon: ReactNode;
  readonly right?: ReactNode;
  readonly onSelect: () => void;
  readonly children: ReactNode;
}) {
  return (
    <Command.Item
      value={value}
      onSelect={onSelect}
      className="mx-1.5 flex h-9 cursor-default items-center gap-2.5 rounded-control px-2 text-13 data-[selected=true]:bg-selected [&>svg]:size-4 [&>svg]:shrink-0 [&>svg]:text-muted"
    >
      {icon}
      <span className="min-w-0 flex-1 truncate">{children}</span>
      <span className="shrink-0 text-muted">{right}</span>
    </Command.Item>
  );
}

function Marked({ text, query }: { readonly text: string; readonly query: string }) {
  const at = matchAt(text, query);
  if (!at) return text;
  return (
    <>
      {text.slice(0, at[0])}
      <b className="font-semibold text-accent">{text.slice(...at)}</b>
      {text.slice(at[1])}
    </>
  );
}
