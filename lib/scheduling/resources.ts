import type { Resources } from "@/lib/compute/workload";

export const nothing: Resources = { cpuMilli: 0, memoryBytes: 0, accelerators: {} };

/** Whether an amount fits into what is free. */
export function fits(asked: Resources, free: Resources): boolean {
  return (
    asked.cpuMilli <= free.cpuMilli &&
    asked.memoryBytes <= free.memoryBytes &&
    Object.entries(asked.accelerators).every(([type, count]) => count <= (free.accelerators[type] ?? 0))
  );
}

export function times(one: Resources, count: number): Resources {
  return {
    cpuMilli: one.cpuMilli * count,
    memoryBytes: one.memoryBytes * count,
    accelerators: Object.fromEntries(Object.entries(one.accelerators).map(([type, amount]) => [type, amount * count])),
  };
}

export function minus(from: Resources, taken: Resources): Resources {
  return combine(from, taken, -1);
}

export function plus(one: Resources, other: Resources): Resources {
  return combine(one, other, 1);
}

/** Of one resource by the cluster's name for it: `cpu`, `memory` or an accelerator's. */
export function amountOf({ cpuMilli, memoryBytes, accelerators }: Resources, resource: string): number {
  if (resource === "cpu") return cpuMilli;
  return resource === "memory" ? memoryBytes : (accelerators[resource] ?? 0);
}

function combine(one: Resources, other: Resources, sign: 1 | -1): Resources {
  const types = new Set([...Object.keys(one.accelerators), ...Object.keys(other.accelerators)]);
  return {
    cpuMilli: one.cpuMilli + sign * other.cpuMilli,
    memoryBytes: one.memoryBytes + sign * other.memoryBytes,
    accelerators: Object.fromEntries(
      [...types].map((type) => [type, (one.accelerators[type] ?? 0) + sign * (other.accelerators[type] ?? 0)]),
    ),
  };
}
