import { and, eq, isNull, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { allocations, endpoints, queueEntries, revisions } from "@/db/schema";
import type { SubjectType } from "@/db/values";
import type { Node, Resources } from "@/lib/compute/workload";
import type { Message } from "@/lib/errors";
import { newId } from "@/lib/id";
import { type Decisions, decide } from "@/lib/scheduling/decide";
import { explainExcess } from "@/lib/scheduling/explain-quota";
import { explainNever, explainWait } from "@/lib/scheduling/explain-wait";
import { type Holder, holdersOf, type QueueState, readEntries, readHoldings, readQuotas, readSums } from "@/lib/scheduling/queue-state";
import type { Excess } from "@/lib/scheduling/quota";
import { wake } from "@/lib/worker/wake";

/** What asks for resources: a job as long as it runs, an endpoint's revision as long as it serves. */
export interface AdmissionRequest {
  readonly subject: { readonly type: "job" | "revision"; readonly id: string; readonly name: string };
  /** Name of the backend that will run it. */
  readonly compute: string;
  readonly projectId: string;
  readonly userId: string;
  readonly resources: Resources;
  /** So many replicas of these resources each; one unless said. */
  readonly copies?: number;
  readonly priority?: number;
  readonly maxRunSeconds?: number | null;
  /** Since when it waits: its age in the queue. */
  readonly since: Date;
}

export type Admission =
  | { readonly status: "admitted"; readonly node: string }
  | { readonly status: "waiting"; readonly message: Message; readonly holder: Holder | null }
  | { readonly status: "never"; readonly message: Message };

/**
 * The one place where resources are given away. Puts the subject into the queue and starts whatever may start now, under a
 * lock per compute, so that two callers never give the same core twice; others that got their turn are woken. Asking again
 * for what holds resources already changes nothing. `nodes` are those of the compute, read before the transaction.
 */
export async function admit(tx: Tx, nodes: readonly Node[], request: AdmissionRequest): Promise<Admission> {
  await lockQueue(tx, request.compute);
  const held = await findAllocation(tx, request.subject.id);
  if (held) return { status: "admitted", node: held.node };
  const entry = toEntry(request);
  await tx.insert(queueEntries).values(entry).onConflictDoUpdate({ target: queueEntries.subjectId, set: entry });
  const { decisions, holdings } = await startNext(tx, request.compute, nodes, request.subject.id);
  const node = decisions.admitted.get(request.subject.id);
  if (node !== undefined) return { status: "admitted", node };
  const excess = decisions.overQuota.get(request.subject.id);
  if (excess) return { status: "waiting", message: explainExcess(excess), holder: holderInProject(excess, holdings, request.projectId) };
  const wait = decisions.waiting.get(request.subject.id);
  if (!wait) return { status: "never", message: explainNever(request.resources, nodes, request.copies) };
  return { status: "waiting", message: explainWait(request.resources, wait), holder: holderOn(wait.node, holdings, request.projectId) };
}

/**
 * Gives back what a subject holds and takes it out of the queue; whoever gets its turn by that is woken. Releasing twice
 * changes nothing.
 */
export async function release(
  tx: Tx,
  nodes: readonly Node[],
  input: { readonly subjectId: string; readonly compute: string },
): Promise<void> {
  await lockQueue(tx, input.compute);
  const waited = await tx.delete(queueEntries).where(eq(queueEntries.subjectId, input.subjectId)).returning({ id: queueEntries.subjectId });
  const freed = await tx
    .update(allocations)
    .set({ until: sql`now()` })
    .where(and(eq(allocations.subjectId, input.subjectId), isNull(allocations.until)))
    .returning({ id: allocations.id });
  if (waited.length + freed.length > 0) await startNext(tx, input.compute, nodes, null);
}

/** Who waits in a project may have its turn: what limited it has changed. */
export async function wakeWaiting(tx: Tx, projectId: string): Promise<void> {
  for (const entry of await tx.select().from(queueEntries).where(eq(queueEntries.projectId, projectId))) await wakeSubject(tx, entry);
}

async function startNext(
  tx: Tx,
  compute: string,
  nodes: readonly Node[],
  asker: string | null,
): Promise<{ decisions: Decisions; holdings: QueueState["holdings"] }> {
  const queue = await readEntries(tx, compute);
  // What is held need not be read where nobody waits for it.
  const sums = queue.length > 0 ? await readSums(tx, compute) : [];
  const quotas = await readQuotas(
    tx,
    queue.map(({ projectId }) => projectId),
  );
  const now = new Date();
  const quick = decide(queue, nodes, sums, now, quotas);
  // Only who has to wait wants to know for whom: thousands of rows are not read at each start.
  const mustWait = quick.waiting.size + quick.overQuota.size > 0;
  const holdings = mustWait ? await readHoldings(tx, compute) : [];
  const decisions = mustWait ? decide(queue, nodes, holdings, now, quotas) : quick;
  for (const [subjectId, nodesOfCopies] of decisions.places) {
    const [entry] = await tx.delete(queueEntries).where(eq(queueEntries.subjectId, subjectId)).returning();
    if (!entry) continue;
    const { since: _, priority: __, copies: ___, ...amounts } = entry;
    await tx.insert(allocations).values(nodesOfCopies.map((node) => ({ id: newId(), node, ...amounts })));
    if (subjectId !== asker) await wakeSubject(tx, entry);
  }
  return { decisions, holdings };
}

async function wakeSubject(
  tx: Tx,
  { subjectType, subjectId }: { readonly subjectType: SubjectType; readonly subjectId: string },
): Promise<void> {
  if (subjectType === "job") return wake(tx, "job", subjectId);
  const [row] = await tx
    .select({ id: endpoints.id })
    .from(revisions)
    .innerJoin(endpoints, eq(endpoints.id, revisions.endpointId))
    .where(eq(revisions.id, subjectId));
  if (row) await wake(tx, "endpoint", row.id);
}

async function lockQueue(tx: Tx, compute: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`admission:${compute}`}, 0))`);
}

async function findAllocation(tx: Tx, subjectId: string) {
  const [row] = await tx
    .select()
    .from(allocations)
    .where(and(eq(allocations.subjectId, subjectId), isNull(allocations.until)));
  return row;
}

function toEntry(request: AdmissionRequest): typeof queueEntries.$inferInsert {
  return {
    subjectId: request.subject.id,
    subjectType: request.subject.type,
    subjectName: request.subject.name,
    compute: request.compute,
    projectId: request.projectId,
    userId: request.userId,
    cpuMilli: request.resources.cpuMilli,
    memoryBytes: request.resources.memoryBytes,
    accelerators: { ...request.resources.accelerators },
    copies: request.copies ?? 1,
    maxRunSeconds: request.maxRunSeconds ?? null,
    priority: request.priority ?? 0,
    since: request.since,
  };
}

/** The largest holder of a node; those of other projects are not named. */
function holderOn(node: string, holdings: QueueState["holdings"], projectId: string): Holder | null {
  const largest = holdings
    .filter((held) => held.node === node && held.projectId === projectId)
    .toSorted((a, b) => b.resources.cpuMilli - a.resources.cpuMilli)[0];
  return largest ? { type: largest.type, id: largest.id, name: largest.name } : null;
}

/** The largest holder of what a project's quota is short of. */
function holderInProject({ resource }: Excess, holdings: QueueState["holdings"], projectId: string): Holder | null {
  const [largest] = holdersOf(resource, holdings, projectId);
  return largest ? { type: largest.type, id: largest.id, name: largest.name } : null;
}
