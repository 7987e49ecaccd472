import type { ApiGroup } from "@/lib/compute/backend";

/** What the API server says of its groups: aggregated, or the names alone where it does not know that form. */
export interface DiscoveryAnswer {
  /** The preferred version first. */
  readonly items?: readonly {
    readonly metadata: { readonly name: string };
    readonly versions?:
      | readonly { readonly version: string; readonly resources?: readonly { readonly resource: string }[] | null }[]
      | null;
  }[];
  readonly groups?: readonly { readonly name: string; readonly preferredVersion?: { readonly version: string } }[];
}

/** What APIs a cluster has beyond its own core. */
export function groupsOf({ items, groups = [] }: DiscoveryAnswer): ApiGroup[] {
  if (!items) return groups.map(({ name, preferredVersion }) => ({ name, version: preferredVersion?.version ?? "", resources: [] }));
  return items.map(({ metadata, versions }) => ({
    name: metadata.name,
    version: versions?.[0]?.version ?? "",
    resources: [...new Set((versions ?? []).flatMap(({ resources }) => (resources ?? []).map(({ resource }) => resource)))].toSorted(),
  }));
}
