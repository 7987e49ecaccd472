"use client";

import { Autocomplete } from "@base-ui/react/autocomplete";
import { Dialog } from "@base-ui/react/dialog";
import { Search } from "lucide-react";
import { useTranslations } from "next-intl";
import { useDeferredValue, useMemo, useState } from "react";
import { type PaletteItem, usePaletteItems } from "@/components/shell/palette-items";
import type { ShellData, ShellDeeds } from "@/components/shell/shell-data";
import { backdropStyle } from "@/components/ui/dialog";
import { Kbd } from "@/components/ui/kbd";
import { matchAt } from "@/components/ui/matches";
import { Status } from "@/components/ui/status";

interface PaletteProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly data: ShellData;
  readonly deeds: ShellDeeds;
  readonly onHelp: () => void;
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
          className="fixed top-[12dvh] left-1/2 z-50 flex max-h-[70dvh] w-[min(580px,calc(100vw-24px))] -translate-x-1/2 flex-col overflow-hidden rounded-panel bg-raised shadow-raised outline-none transition-opacity data-ending-style:opacity-0 data-starting-style:opacity-0"
        >
          <PaletteContent {...props} close={() => onOpenChange(false)} />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

interface Group {
  readonly id: string;
  readonly heading: string;
  readonly items: readonly PaletteItem[];
}

function PaletteContent({ data, deeds, onHelp, close }: Omit<PaletteProps, "open" | "onOpenChange"> & { readonly close: () => void }) {
  const t = useTranslations("shell.palette");
  const [query, setQuery] = useState("");
  const sought = useDeferredValue(query.trim());
  const { things, projects, deeds: does } = usePaletteItems(data, deeds.search, sought, onHelp);
  const groups = useMemo(
    (): Group[] =>
      [
        { id: "things", heading: t("things", { project: data.project?.name ?? "" }), items: things },
        { id: "projects", heading: t("projects"), items: projects },
        { id: "deeds", heading: t("do"), items: does },
      ].filter(({ items }) => items.length > 0),
    [t, data.project, things, projects, does],
  );
  return (
    <Autocomplete.Root
      open
      inline
      items={groups}
      filter={null}
      value={query}
      onValueChange={(value, { reason }) => reason !== "item-press" && setQuery(value)}
      autoHighlight="always"
      keepHighlight
      itemToStringValue={(item: PaletteItem) => item.words}
    >
      <div className="flex h-11 shrink-0 items-center gap-2 border-border border-b px-3.5">
        <Search aria-hidden="true" className="size-4 shrink-0 text-muted" strokeWidth={1.75} />
        <Autocomplete.Input
          aria-label={t("title")}
          placeholder={t("placeholder")}
          className="w-full min-w-0 bg-transparent text-14 outline-0"
        />
        <Dialog.Close aria-label={t("close")} className="rounded-tag">
          <Kbd>esc</Kbd>
        </Dialog.Close>
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto">
        <Autocomplete.Empty className="px-4 py-6 text-center text-13 text-muted empty:p-0">
          {t("none", { query: sought })}
        </Autocomplete.Empty>
        <Autocomplete.List className="pb-1.5 outline-none empty:p-0">
          {(group: Group) => (
            <Autocomplete.Group key={group.id} items={group.items}>
              <Autocomplete.GroupLabel className="px-3.5 pt-2 pb-0.5 text-12 text-muted">{group.heading}</Autocomplete.GroupLabel>
              <Autocomplete.Collection>
                {(item: PaletteItem) => (
                  <Autocomplete.Item
                    key={item.id}
                    value={item}
                    onClick={() => {
                      close();
                      item.run();
                    }}
                    className="mx-1.5 flex h-9 cursor-default items-center gap-2.5 rounded-control px-2 text-13 outline-none data-highlighted:bg-selected [&>svg]:size-4 [&>svg]:shrink-0 [&>svg]:text-muted"
                  >
                    <item.icon aria-hidden="true" strokeWidth={1.75} />
                    <span className="min-w-0 flex-1 truncate">
                      <Marked text={item.words} query={sought} />
                    </span>
                    {item.status ? <Status status={item.status} /> : null}
                    {item.keys ? <Kbd>{item.keys}</Kbd> : null}
                  </Autocomplete.Item>
                )}
              </Autocomplete.Collection>
            </Autocomplete.Group>
          )}
        </Autocomplete.List>
      </div>
    </Autocomplete.Root>
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
