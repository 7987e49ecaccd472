"use client";

import { useRouter } from "next/navigation";
import { useEffect, useRef } from "react";
import { useTopic } from "@/components/live/use-topic";

export interface Change {
  /** `job.updated`. */
  readonly type: string;
  readonly subjectType: string;
  readonly subjectId: string;
}

/** How long changes are gathered: a burst is one look. */
const gatherMs = 150;

/**
 * Calls back soon after something of these types changed in the project: whole types (`job.updated`) or all of a noun
 * (`job`). Without a callback the page's server components are rendered again. `changes` is empty when some may have been
 * missed.
 */
export function useChanges(projectId: string | null, types: readonly string[], onChange?: (changes: readonly Change[]) => void) {
  const router = useRouter();
  const gathered = useRef<Change[]>([]);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const latest = useRef(onChange);
  latest.current = onChange;

  useTopic(projectId && `changes:${projectId}`, ({ event, data }) => {
    if (event === "change") {
      const change = data as unknown as Change;
      if (!types.some((type) => change.type === type || change.type.startsWith(`${type}.`))) return;
      gathered.current.push(change);
    } else if (event !== "resync") return;
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      const changes = gathered.current;
      gathered.current = [];
      if (latest.current) latest.current(changes);
      else refreshOnce(() => router.refresh());
    }, gatherMs);
  });

  useEffect(() => () => clearTimeout(timer.current), []);
}

let isRefreshing = false;

/** A page and its layouts may all want to be rendered again; once is enough for them all. */
function refreshOnce(refresh: () => void) {
  if (isRefreshing) return;
  isRefreshing = true;
  setTimeout(() => {
    isRefreshing = false;
    refresh();
  }, 20);
}
