"use client";

import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { ShellDeeds } from "@/components/shell/shell-data";
import { matches } from "@/components/ui/matches";
import type { ThingView } from "@/lib/search/thing";

const most = 12;

/**
 * The project's things that answer to the words. The newest are known beforehand, so that pinyin can match them and the
 * first letter answers at once; the server finds the others.
 */
export function useFound(search: ShellDeeds["search"], projectId: string | undefined, text: string): readonly ThingView[] {
  const newest = useQuery({
    queryKey: ["things", projectId, ""],
    queryFn: () => search(projectId ?? "", ""),
    enabled: projectId !== undefined,
    staleTime: 5_000,
  });
  const found = useQuery({
    queryKey: ["things", projectId, text],
    queryFn: () => search(projectId ?? "", text),
    enabled: projectId !== undefined && text !== "",
    placeholderData: (before) => before,
    staleTime: 5_000,
  });
  return useMemo(() => {
    const near = (newest.data ?? []).filter(({ name, slug }) => matches(`${name} ${slug}`, text));
    const known = new Set(near.map(({ id }) => id));
    const far = text === "" ? [] : (found.data ?? []).filter(({ id, name, slug }) => !known.has(id) && matches(`${name} ${slug}`, text));
    return [...near, ...far].slice(0, text === "" ? 6 : most);
  }, [newest.data, found.data, text]);
}
