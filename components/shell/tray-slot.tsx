"use client";

import { type ReactNode, useSyncExternalStore } from "react";
import { createPortal } from "react-dom";

const id = "cairn-trays";

/** The place of trays, bottom right of every page; the shell renders it once. */
export function Trays() {
  return <div id={id} className="fixed right-4 bottom-4 z-30 grid justify-items-end gap-3 empty:hidden md:right-6 md:bottom-6" />;
}

/** Shows a tray there from anywhere in the page. It stays over soft navigation as long as its owner does. */
export function TraySlot({ children }: { readonly children: ReactNode }) {
  const place = useSyncExternalStore(
    () => () => undefined,
    () => document.getElementById(id),
    () => null,
  );
  return place ? createPortal(children, place) : null;
}
