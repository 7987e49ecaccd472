import type { Node } from "@/lib/compute/workload";
import { isReady } from "@/lib/scheduling/decide";
import { amountOf } from "@/lib/scheduling/resources";

/** On which node most of a resource is free now, by what everything there has asked for; undefined for one that is not counted. */
export function roomiest(nodes: readonly Node[], resource: string): { readonly node: string; readonly free: number } | undefined {
  if (resource !== "cpu" && resource !== "memory" && !resource.includes("/")) return undefined;
  const places = nodes.filter(isReady).map(({ name, allocatable, requested }) => ({
    node: name,
    free: amountOf(allocatable, resource) - (requested ? amountOf(requested, resource) : 0),
  }));
  return places.toSorted((a, b) => b.free - a.free || (a.node < b.node ? -1 : 1))[0];
}
