"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { ChevronDown, Search, WrapText } from "lucide-react";
import { useTranslations } from "next-intl";
import { parseAsInteger, useQueryState } from "nuqs";
import { type KeyboardEvent, type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { plainText } from "@/components/ui/ansi";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { LogLine, type LogLineView } from "@/components/ui/log-line";
import { matches } from "@/components/ui/matches";
import { cn } from "@/lib/cn";

export interface LogViewProps {
  readonly lines: readonly LogLineView[];
  /** Lines before which some were lost. */
  readonly lostBefore?: readonly number[];
  /** `live` grows, `reconnecting` will again, `archived` is complete. */
  readonly state: "live" | "reconnecting" | "archived";
  /** Left in the bar above: rank filter, title. */
  readonly title?: ReactNode;
  /** Right of it: download. */
  readonly actions?: ReactNode;
  /** Shown while there is no line: why, and what to expect. */
  readonly emptyWords?: ReactNode;
  readonly className?: string;
}

type Item = LogLineView | { readonly lostBefore: number };

/** A log as it is written: virtual, follows its end until one scrolls up, each line has an address. */
export function LogView({ lines, lostBefore = [], state, title, actions, emptyWords, className }: LogViewProps) {
  const t = useTranslations("common.log");
  const [chosen, setChosen] = useQueryState("line", parseAsInteger);
  const [wrap, setWrap] = useState(false);
  const [sought, setSought] = useState("");
  const ranks = useMemo(() => lines.some(({ rank }) => rank !== null && rank > 0), [lines]);
  const items = useItems(lines, lostBefore, sought);
  const { box, rows, following, unseen, toEnd, onScroll, toLine } = useFollowing(items, chosen === null, wrap);

  // biome-ignore lint/correctness/useExhaustiveDependencies: only a new choice moves the view, not each new line
  useEffect(() => {
    if (chosen !== null) toLine(chosen);
  }, [chosen]);

  const choose = useCallback((line: number) => void setChosen(line), [setChosen]);

  function onKeyDown(event: KeyboardEvent) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined || event.nativeEvent.isComposing) return;
    event.preventDefault();
    const last = lines.at(-1)?.line ?? 1;
    choose(Math.min(last, Math.max(lines[0]?.line ?? 1, (chosen ?? (step > 0 ? 0 : last + 1)) + step)));
  }

  return (
    <div className={cn("flex min-h-0 flex-col", className)}>
      <div className="flex min-h-11 flex-wrap items-center gap-2 px-4 py-1.5">
        <div className="flex min-w-0 flex-1 items-center gap-2">{title}</div>
        <Input
          size="low"
          type="search"
          className="w-45"
          aria-label={t("find")}
          placeholder={t("find")}
          value={sought}
          onChange={(event) => setSought(event.target.value)}
          before={<Search aria-hidden="true" strokeWidth={1.75} />}
        />
        <Button
          look="bare"
          size="lowIcon"
          aria-label={t("wrap")}
          aria-pressed={wrap}
          onClick={() => setWrap(!wrap)}
          className="aria-pressed:bg-selected"
        >
          <WrapText aria-hidden="true" strokeWidth={1.75} />
        </Button>
        {actions}
      </div>
      <div
        ref={box}
        role="log"
        aria-live="off"
        aria-label={t("label")}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        onScroll={onScroll}
        onKeyDown={onKeyDown}
        className="min-h-40 flex-1 overflow-auto border-border border-y bg-sunken py-2 font-mono text-12 leading-5 -outline-offset-2!"
      >
        {items.length === 0 ? <p className="px-4 font-sans text-13 text-muted">{emptyWords ?? t("empty")}</p> : null}
        <div className="relative w-full" style={{ height: rows.getTotalSize() }}>
          {rows.getVirtualItems().map((row) => {
            const item = items[row.index];
            if (!item) return null;
            return (
              <div
                key={row.key}
                ref={rows.measureElement}
                data-index={row.index}
                className="absolute top-0 left-0 min-w-full"
                style={{ transform: `translateY(${row.start}px)`, ...(wrap ? { width: "100%" } : {}) }}
              >
                {"lostBefore" in item ? (
                  <p className="bg-warn-soft px-4 font-sans text-warn-text">{t("lost")}</p>
                ) : (
                  <LogLine item={item} ranks={ranks} wrap={wrap} chosen={item.line === chosen} onChoose={choose} />
                )}
              </div>
            );
          })}
        </div>
      </div>
      <div className="flex min-h-9 flex-wrap items-center gap-2 px-4 py-1 text-13 text-muted">
        <p role="status" className="min-w-0 flex-1">
          {sought ? (
            t("found", { count: items.length })
          ) : (
            <LogState state={state} following={following} next={(lines.at(-1)?.line ?? 0) + 1} />
          )}
        </p>
        {!following && items.length > 0 ? (
          <Button size="low" onClick={() => void setChosen(null).then(toEnd)}>
            <ChevronDown aria-hidden="true" strokeWidth={1.75} />
            {unseen > 0 && state === "live" ? t("newLines", { count: unseen }) : t("toEnd")}
          </Button>
        ) : null}
        <span className="tabular-nums">{t("lines", { count: lines.at(-1)?.line ?? 0 })}</span>
      </div>
    </div>
  );
}

function LogState({
  state,
  following,
  next,
}: {
  readonly state: LogViewProps["state"];
  readonly following: boolean;
  readonly next: number;
}) {
  const t = useTranslations("common.log");
  if (state === "archived") return t("archived");
  if (state === "reconnecting") return t("reconnecting", { line: next });
  return following ? t("following") : t("held");
}

function useItems(lines: readonly LogLineView[], lostBefore: readonly number[], sought: string): readonly Item[] {
  return useMemo(() => {
    if (sought) return lines.filter(({ text }) => matches(plainText(text), sought));
    if (lostBefore.length === 0) return lines;
    const lost = new Set(lostBefore);
    return lines.flatMap((line): Item[] => (lost.has(line.line) ? [{ lostBefore: line.line }, line] : [line]));
  }, [lines, lostBefore, sought]);
}

/** Keeps the end in sight while nobody has scrolled up; counts what came since. */
function useFollowing(items: readonly Item[], startAtEnd: boolean, wrap: boolean) {
  const box = useRef<HTMLDivElement>(null);
  const [following, setFollowing] = useState(startAtEnd);
  const [seen, setSeen] = useState(0);
  const rows = useVirtualizer({
    count: items.length,
    getScrollElement: () => box.current,
    estimateSize: () => 20,
    overscan: 30,
    getItemKey: (index) => {
      const item = items[index];
      return item && "line" in item ? item.line : `lost-${item?.lostBefore ?? index}`;
    },
  });

  // biome-ignore lint/correctness/useExhaustiveDependencies: a changed wrap changes every height
  useEffect(() => rows.measure(), [wrap]);

  useEffect(() => {
    if (!following || items.length === 0) return;
    setSeen(items.length);
    const element = box.current;
    if (element) element.scrollTop = element.scrollHeight;
    rows.scrollToIndex(items.length - 1, { align: "end" });
  }, [items.length, following, rows]);

  function onScroll() {
    const element = box.current;
    if (!element) return;
    setFollowing(element.scrollHeight - element.scrollTop - element.clientHeight < 24);
  }

  return {
    box,
    rows,
    following,
    unseen: items.length - seen,
    onScroll,
    toEnd: () => setFollowing(true),
    toLine(line: number) {
      const index = items.findIndex((item) => "line" in item && item.line === line);
      if (index < 0) return;
      setFollowing(false);
      rows.scrollToIndex(index, { align: "auto" });
    },
  };
}
