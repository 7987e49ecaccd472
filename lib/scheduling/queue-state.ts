import { and, count, eq, inArray, isNull, sum } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { allocations, projectLimits, queueEntries } from "@/db/schema";
import type { SubjectType } from "@/db/values";
import type { Quota } from "@/lib/compute/tenancy";
import type { Resources } from "@/lib/compute/workload";
import type { Ask, Holding } from "@/lib/scheduling/decide";
import { amountOf, times } from "@/lib/scheduling/resources";

export interface Holder {
  readonly type: SubjectType;
  readonly id: string;
  readonly name: string;
}

type Reader = Pick<Tx, "select">;

/** A queue and what is held on its compute, as the decision wants them. */
export interface QueueState {
  readonly queue: readonly (Ask & { readonly name: string })[];
  readonly holdings: readonly (Holding & Holder)[];
  readonly quotas: ReadonlyMap<string, Quota>;
}

/** The quotas are of the projects that wait, and of `asker`. */
export async function readQueue(on: Reader, compute: string, asker?: string): Promise<QueueState> {
  const queue = await readEntries(on, compute);
  const holdings = await readHoldings(on, compute);
  const projects = [...queue.map(({ projectId }) => projectId), ...(asker === undefined ? [] : [asker])];
  return { queue, holdings, quotas: await readQuotas(on, projects) };
}

/** Who waits. */
export async function readEntries(on: Reader, compute: string): Promise<QueueState["queue"]> {
  const rows = await on.select().from(queueEntries).where(eq(queueEntries.compute, compute));
  return rows.map((row) => ({
    id: row.subjectId,
    name: row.subjectName,
    projectId: row.projectId,
    resources: resourcesOf(row),
    copies: row.copies,
    priority: row.priority,
    since: row.since,
    maxRunSeconds: row.maxRunSeconds,
  }));
}

/** All that is held, one by one. */
export async function readHoldings(on: Reader, compute: string): Promise<QueueState["holdings"]> {
  const rows = await on.select().from(allocations).where(openOn(compute));
  return rows.map((row) => ({
    id: row.subjectId,
    type: row.subjectType,
    name: row.subjectName,
    projectId: row.projectId,
    node: row.node,
    resources: resourcesOf(row),
    since: row.since,
    maxRunSeconds: row.maxRunSeconds,
    isService: row.subjectType !== "job",
  }));
}

/** How much each project holds of each node: enough to see what is free, not for whom one waits. */
export async function readSums(on: Reader, compute: string): Promise<readonly Holding[]> {
  const { node, projectId, accelerators } = allocations;
  const rows = await on
    .select({
      node,
      projectId,
      accelerators,
      holders: count(),
      cpuMilli: sum(allocations.cpuMilli).mapWith(Number),
      memoryBytes: sum(allocations.memoryBytes).mapWith(Number),
    })
    .from(allocations)
    .where(openOn(compute))
    .groupBy(node, projectId, accelerators);
  return rows.map(({ holders, cpuMilli, memoryBytes, ...row }) => ({
    id: "",
    projectId: row.projectId,
    node: row.node,
    resources: { ...times({ cpuMilli: 0, memoryBytes: 0, accelerators: row.accelerators }, holders), cpuMilli, memoryBytes },
    since: new Date(0),
    maxRunSeconds: null,
    isService: false,
  }));
}

/** A project without a row is not limited. */
export async function readQuotas(on: Reader, projectIds: readonly string[]): Promise<ReadonlyMap<string, Quota>> {
  if (projectIds.length === 0) return new Map();
  const rows = await on
    .select()
    .from(projectLimits)
    .where(inArray(projectLimits.projectId, [...new Set(projectIds)]));
  return new Map(rows.map((row) => [row.projectId, row]));
}

function openOn(compute: string) {
  return and(eq(allocations.compute, compute), isNull(allocations.until));
}

function resourcesOf(row: { cpuMilli: number; memoryBytes: number; accelerators: Record<string, number> }): Resources {
  return { cpuMilli: row.cpuMilli, memoryBytes: row.memoryBytes, accelerators: row.accelerators };
}

/** Who in a project holds something of a resource, the largest first. */
export function holdersOf(resource: string, holdings: QueueState["holdings"], projectId: string): QueueState["holdings"] {
  return holdings
    .filter((held) => held.projectId === projectId && amountOf(held.resources, resource) > 0)
    .toSorted((a, b) => amountOf(b.resources, resource) - amountOf(a.resources, resource));
}
