"use client";

import { useEffect, useRef, useSyncExternalStore } from "react";

const storageKey = "cairn.single-keys";
const changed = "cairn:single-keys";

/** Whether single keys (/, ?, C, G then …) do something; kept on this device. */
export function useSingleKeys(): readonly [on: boolean, set: (on: boolean) => void] {
  const on = useSyncExternalStore(
    subscribe,
    () => localStorage.getItem(storageKey) !== "off",
    () => true,
  );
  return [
    on,
    (next) => {
      localStorage.setItem(storageKey, next ? "on" : "off");
      window.dispatchEvent(new Event(changed));
    },
  ];
}

function subscribe(listener: () => void): () => void {
  window.addEventListener(changed, listener);
  window.addEventListener("storage", listener);
  return () => {
    window.removeEventListener(changed, listener);
    window.removeEventListener("storage", listener);
  };
}

export interface Shortcuts {
  /** By key: `?`, `c`, `g j`; `mod+k` for ⌘ or Ctrl. */
  readonly [keys: string]: (() => void) | undefined;
}

/** How long G waits for its letter. */
const chordMs = 1200;

/** Runs deeds by key: none while somebody types, composes or is in a dialog; single keys only while they are on. */
export function useShortcuts(shortcuts: Shortcuts, singleKeys: boolean) {
  const latest = useRef(shortcuts);
  latest.current = shortcuts;
  useEffect(() => {
    const onKey = keyListener((name) => latest.current[name], singleKeys);
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [singleKeys]);
}

function keyListener(deedOf: (name: string) => (() => void) | undefined, singleKeys: boolean): (event: KeyboardEvent) => void {
  let chordUntil = 0;
  return (event) => {
    if (event.isComposing || event.defaultPrevented || event.altKey) return;
    const name = nameOf(event, event.timeStamp < chordUntil ? "g" : undefined);
    chordUntil = 0;
    if (!mayRun(name, event.target, singleKeys)) return;
    if (name === "g") chordUntil = event.timeStamp + chordMs;
    const deed = deedOf(name);
    if (!deed) return;
    event.preventDefault();
    deed();
  };
}

function nameOf(event: KeyboardEvent, before: string | undefined): string {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (event.metaKey || event.ctrlKey) return `mod+${key}`;
  return before ? `${before} ${key}` : key;
}

function mayRun(name: string, target: EventTarget | null, singleKeys: boolean): boolean {
  return name.startsWith("mod+") || (singleKeys && !isTaken(target));
}

/** The key belongs to what has the focus: a field, an editor, an open dialog or menu. */
function isTaken(target: EventTarget | null): boolean {
  if (document.querySelector("[role=dialog], [role=alertdialog], [role=menu]")) return true;
  return target instanceof HTMLElement && (target.isContentEditable || target.closest("input, textarea, select, [role=combobox]") !== null);
}
