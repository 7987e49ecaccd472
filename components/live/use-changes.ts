"use client";

import { useEffect, useRef } from "react";
import { useChangesStart } from "@/components/live/changes-start";
import { useRefresh } from "@/components/live/refresh";
import type { StreamMessage } from "@/components/live/stream-source";
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
  const refresh = useRefresh();
  const gathered = useRef<Change[]>([]);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const latest = useRef(onChange);
  latest.current = onChange;

  const follow = ({ event, data }: StreamMessage) => {
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
      else refresh();
    }, gatherMs);
  };
  useTopic(projectId && `changes:${projectId}`, follow, useChangesStart());

  useEffect(() => () => clearTimeout(timer.current), []);
}
