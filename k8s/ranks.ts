import type { PodState } from "@/k8s/projections";

/**
 * Which replica each living pod of a service is, by the pod's name. Its cluster numbers them not at all: who was given a number keeps it,
 * the older one where two have the same, and the others fill what is free in the order in which they came.
 */
export function ranksOf(pods: readonly PodState[], replicas: number): ReadonlyMap<string, number> {
  const living = pods.filter(isLiving).toSorted((a, b) => a.createdAt.localeCompare(b.createdAt) || a.name.localeCompare(b.name));
  const holders = new Map<number, string>();
  for (const { name, rank } of living) {
    if (rank !== undefined && rank < replicas && !holders.has(rank)) holders.set(rank, name);
  }
  const numbered = new Set(holders.values());
  const waiting = living.filter(({ name }) => !numbered.has(name));
  for (let rank = 0; rank < replicas; rank++) {
    if (holders.has(rank)) continue;
    const next = waiting.shift();
    if (next) holders.set(rank, next.name);
  }
  return new Map([...holders].map(([rank, name]) => [name, rank]));
}

/** One that is on its way out has a successor already. */
export function isLiving({ isBeingDeleted, phase }: PodState): boolean {
  return !isBeingDeleted && phase !== "Succeeded" && phase !== "Failed";
}
