"use client";

import { useChanges } from "@/components/live/use-changes";

/** Keeps a server-rendered page up to date: put it anywhere in the page, it shows nothing. */
export function LivePage({ projectId, types }: { readonly projectId: string; readonly types: readonly string[] }) {
  useChanges(projectId, types);
  return null;
}
