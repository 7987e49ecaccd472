"use client";

import { useQuery } from "@tanstack/react-query";
import type { FoundThing, ShellDeeds } from "@/components/shell/shell-data";

/** The project's things that answer to the words; the last answer stays until the next is there. */
export function useFound(search: ShellDeeds["search"], projectId: string, query: string): readonly FoundThing[] {
  const { data } = useQuery({
    queryKey: ["search", projectId, query],
    queryFn: () => search({ projectId, query }),
    placeholderData: (before) => before,
    staleTime: 5_000,
  });
  return data ?? [];
}
