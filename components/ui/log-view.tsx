"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { ArrowDown, ArrowUp, ChevronDown, Search, WrapText } from "lucide-react";
import { useTranslations } from "next-intl";
import { parseAsInteger, useQueryState } from "nuqs";
import { type KeyboardEvent, type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { LogLine, type LogLineView } from "@/components/ui/log-line";
import { TextSkeleton } from "@/components/ui/skeleton";
import { type FindLines, nextHit, useFind } from "@/components/ui/use-find";
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
  /** Looks through the whole log; without it only through the lines given here. */
  readonly find?: FindLines;
  /** How many lines there are, where more are on their way than stand here. */
  readonly total?: number;
  /** It is not known yet whether there are lines. */
  readonly isLoading?: boolean;
  /** Shown while there is no line: why, and what to expect. */
  readonly emptyWords?: ReactNode;
  readonly className?: string;
}

type Item = LogLineView | { readonly gapBefore: number; readonly words: "lost" | "notLoaded" };

/** A log as it is written: virtual, follows its end until one scrolls up, each line has an address. */
export function LogView({
  lines,
  lostBefore = [],
  state,
  title,
  actions,
  find,
  total,
  isLoading = false,
  emptyWords,
  className,
}: LogViewProps) {
  const t = useTranslations("common.log");
  const [chosen, setChosen] = useQueryState("line", parseAsInteger);
  const [wrap, setWrap] = useState(false);
  const [sought, setSought] = useState("");
  const ranks = useMemo(() => lines.some(({ rank }) => rank !== null && rank > 0), [lines]);
  const { hits, before, isCut } = useFind(lines, sought, find);
  const items = useItems(lines, lostBefore, before);
  const { box, rows, following, unseen, toEnd, onScroll, toLine } = useFollowing(items, chosen === null, wrap);

  const reached = useRef<number>(undefined);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new choice moves the view, as soon as its line is there; new lines do not
  useEffect(() => {
    if (chosen === null) reached.current = undefined;
    else if (reached.current !== chosen && toLine(chosen)) reached.current = chosen;
  }, [chosen, items]);

  const choose = useCallback((line: number) => void setChosen(line), [setChosen]);

  function onKeyDown(event: KeyboardEvent) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined || event.nativeEvent.isComposing) return;
    event.preventDefault();
    const last = lines.at(-1)?.line ?? 1;
    choose(Math.min(last, Math.max(lines[0]?.line ?? 1, (chosen ?? (step > 0 ? 0 : last + 1)) + step)));
  }

  function toHit(step: 1 | -1) {
    const line = nextHit(hits, chosen, step);
    if (line !== undefined) choose(line);
  }

  return (
    <div className={cn("flex min-h-0 flex-col", className)}>
      <div className="flex min-h-11 flex-wrap items-center gap-2 px-4 py-1.5">
        <div className="flex flex-auto items-center gap-2 whitespace-nowrap max-sm:flex-none">{title}</div>
        <Input
          size="low"
          type="search"
          className="w-45 min-w-0 max-sm:w-0 max-sm:flex-1"
          aria-label={t("find")}
          placeholder={t("find")}
          value={sought}
          onChange={(event) => setSought(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== "Enter" || event.nativeEvent.isComposing) return;
            event.preventDefault();
            toHit(event.shiftKey ? -1 : 1);
          }}
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
        {items.length === 0 ? (
          <div className="px-4 font-sans text-13 text-muted">{isLoading ? <TextSkeleton lines={4} /> : (emptyWords ?? t("empty"))}</div>
        ) : null}
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
                {"gapBefore" in item ? (
                  <p className="bg-warn-soft px-4 font-sans text-warn-text">{t(item.words)}</p>
                ) : (
                  <LogLine item={item} ranks={ranks} wrap={wrap} chosen={item.line === chosen} sought={sought.trim()} onChoose={choose} />
                )}
              </div>
            );
          })}
        </div>
      </div>
      <LogFoot
        last={lines.at(-1)?.line ?? 0}
        total={total}
        find={sought.trim() === "" ? undefined : { hits, chosen, isCut, toHit }}
        state={isLoading && lines.length === 0 ? undefined : state}
        following={following}
        unseen={unseen}
        toEnd={items.length === 0 ? undefined : () => void setChosen(null).then(toEnd)}
      />
    </div>
  );
}

interface LogFootProps {
  readonly last: number;
  readonly total: number | undefined;
  /** What is sought, and where it stands. */
  readonly find:
    | { readonly hits: readonly number[]; readonly chosen: number | null; readonly isCut: boolean; readonly toHit: (step: 1 | -1) => void }
    | undefined;
  /** Undefined while nothing is known. */
  readonly state: LogViewProps["state"] | undefined;
  readonly following: boolean;
  readonly unseen: number;
  readonly toEnd: (() => void) | undefined;
}

/** How the log stands, or where what is sought stands in it, and the way to its end. */
function LogFoot({ last, total = last, find, state, following, unseen, toEnd }: LogFootProps) {
  const t = useTranslations("common.log");
  return (
    <div className="flex min-h-9 flex-wrap items-center gap-2 px-4 py-1 text-13 text-muted">
      <p role="status" className="min-w-0 flex-1">
        {find ? (
          <Hits {...find} />
        ) : last < total ? (
          t("arriving", { last, total })
        ) : state ? (
          <LogState state={state} following={following} next={last + 1} />
        ) : null}
      </p>
      {find && find.hits.length > 0 ? (
        <span className="flex gap-1">
          <Button look="bare" size="lowIcon" aria-label={t("previousHit")} onClick={() => find.toHit(-1)}>
            <ArrowUp aria-hidden="true" strokeWidth={1.75} />
          </Button>
          <Button look="bare" size="lowIcon" aria-label={t("nextHit")} onClick={() => find.toHit(1)}>
            <ArrowDown aria-hidden="true" strokeWidth={1.75} />
          </Button>
        </span>
      ) : null}
      {!following && toEnd ? (
        <Button size="low" onClick={toEnd}>
          <ChevronDown aria-hidden="true" strokeWidth={1.75} />
          {unseen > 0 && state === "live" ? t("newLines", { count: unseen }) : t("toEnd")}
        </Button>
      ) : null}
      {state ? <span className="tabular-nums">{t("lines", { count: total })}</span> : null}
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

/** How many lines match, and which of them is looked at. */
function Hits({ hits, chosen, isCut }: { readonly hits: readonly number[]; readonly chosen: number | null; readonly isCut: boolean }) {
  const t = useTranslations("common.log");
  const place = chosen === null ? 0 : hits.indexOf(chosen) + 1;
  if (isCut) return t("foundMany", { count: hits.length });
  return place > 0 ? t("foundAt", { place, count: hits.length }) : t("found", { count: hits.length });
}

function useItems(lines: readonly LogLineView[], lostBefore: readonly number[], before: readonly LogLineView[]): readonly Item[] {
  return useMemo(() => {
    const lost = new Set(lostBefore);
    const shown =
      lost.size === 0
        ? lines
        : lines.flatMap((line): Item[] => (lost.has(line.line) ? [{ gapBefore: line.line, words: "lost" }, line] : [line]));
    if (before.length === 0) return shown;
    return [...before, { gapBefore: lines[0]?.line ?? 0, words: "notLoaded" }, ...shown];
  }, [lines, lostBefore, before]);
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
      return item && "line" in item ? item.line : `${item?.words}-${item?.gapBefore ?? index}`;
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
    /** Whether the line was there to go to. */
    toLine(line: number): boolean {
      const index = items.findIndex((item) => "line" in item && item.line === line);
      if (index < 0) return false;
      setFollowing(false);
      rows.scrollToIndex(index, { align: "center" });
      return true;
    },
  };
}
