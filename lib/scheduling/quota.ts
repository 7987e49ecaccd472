import type { Quota } from "@/lib/compute/tenancy";
import type { Resources } from "@/lib/compute/workload";
import { nothing, plus } from "@/lib/scheduling/resources";

/** What of a project's quota an ask would go beyond: the first of its amounts, all in the resource's own unit. */
export interface Excess {
  /** `cpu`, `memory` or a type of accelerator. */
  readonly resource: string;
  readonly limit: number;
  readonly used: number;
  readonly asked: number;
}

/** Why one waits for its project's quota, and how many of the project wait for it already. */
export interface OverQuota extends Excess {
  readonly ahead: number;
}

interface Budget {
  readonly used: Resources;
  /** What older ones that wait for the quota keep for themselves. */
  readonly kept: Resources;
  readonly waiting: number;
}

const untouched: Budget = { used: nothing, kept: nothing, waiting: 0 };

interface Asking {
  readonly projectId: string;
  readonly resources: Resources;
}

/** What projects may still take, while one after the other is asked in order. */
export class Budgets {
  readonly #quotas: ReadonlyMap<string, Quota>;
  readonly #budgets = new Map<string, Budget>();

  constructor(quotas: ReadonlyMap<string, Quota>, holdings: readonly Asking[]) {
    this.#quotas = quotas;
    for (const holding of holdings) this.take(holding);
  }

  /** Undefined where it may start: neither the quota nor an older one of its project is in the way. Else it keeps its place. */
  ask({ projectId, resources }: Asking): OverQuota | undefined {
    const quota = this.#quotas.get(projectId);
    const budget = this.#budgets.get(projectId) ?? untouched;
    const own = excessOf(quota, budget.used, resources);
    const excess = own ?? excessOf(quota, plus(budget.used, budget.kept), resources);
    if (!excess) return undefined;
    // What is larger than all of the quota waits for a person, not for others to end.
    if (excess.asked <= excess.limit)
      this.#budgets.set(projectId, { ...budget, kept: plus(budget.kept, resources), waiting: budget.waiting + 1 });
    return { ...excess, ahead: own ? 0 : budget.waiting };
  }

  take({ projectId, resources }: Asking): void {
    const budget = this.#budgets.get(projectId) ?? untouched;
    this.#budgets.set(projectId, { ...budget, used: plus(budget.used, resources) });
  }
}

/** Undefined where the quota allows it. An amount that is not asked for is never too much, however far beyond the project is already. */
export function excessOf(quota: Quota | undefined, used: Resources, asked: Resources): Excess | undefined {
  if (!quota) return undefined;
  const lines: Excess[] = [
    { resource: "cpu", limit: quota.cpuMilli ?? Number.POSITIVE_INFINITY, used: used.cpuMilli, asked: asked.cpuMilli },
    { resource: "memory", limit: quota.memoryBytes ?? Number.POSITIVE_INFINITY, used: used.memoryBytes, asked: asked.memoryBytes },
    ...Object.entries(quota.accelerators).map(([accelerator, limit]) => ({
      resource: accelerator,
      limit,
      used: used.accelerators[accelerator] ?? 0,
      asked: asked.accelerators[accelerator] ?? 0,
    })),
  ];
  return lines.find((line) => line.asked > 0 && line.used + line.asked > line.limit);
}
