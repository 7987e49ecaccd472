"use client";

import { createContext, type ReactNode, use } from "react";

const ChangesStart = createContext<number | null>(null);

/** Up to which change of its project the page is surely up to date; null where it was not asked. */
export function useChangesStart(): number | null {
  return use(ChangesStart);
}

/** Tells the page below what it was rendered with, so that nothing is missed between then and the stream's first word. */
export function ChangesFrom({ seq, children }: { readonly seq: number; readonly children: ReactNode }) {
  return <ChangesStart value={seq}>{children}</ChangesStart>;
}
