"use client";

import { useSyncExternalStore } from "react";

/** The modifier as this keyboard prints it: ⌘ on a Mac, else Ctrl. */
export function useModKey(): string {
  return useSyncExternalStore(
    never,
    () => (/Mac|iPhone|iPad/.test(navigator.platform) ? "⌘" : "Ctrl "),
    () => "Ctrl ",
  );
}

function never(): () => void {
  return () => undefined;
}
