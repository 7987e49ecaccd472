import { and, asc, desc, eq, inArray, isNull, type SQL, sql } from "drizzle-orm";
import { type Tx, transaction } from "@/db/client";
import { allocations, endpoints, queueEntries, revisions } from "@/db/schema";
import type { SubjectType } from "@/db/values";
import type { Node, Resources } from "@/lib/compute/workload";
import type { Message } from "@/lib/errors";
import { gathered } from "@/lib/gathered";
import { newId } from "@/lib/id";
import { inChunks } from "@/lib/in-chunks";
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

/** Of a statement that may have 65,535 parameters. */
const rowsAtOnce = 1000;

interface Asked {
  readonly nodes: readonly Node[];
  readonly request: AdmissionRequest;
}

const rounds = new Map<string, (asked: Asked) => Promise<Admission>>();

/**
 * The one place where resources are given away. Puts the subject into the queue and starts whatever may start now; others that got their
 * turn are woken. It commits by itself, and all who ask at the same time are served together: under a lock per compute, so that two
 * processes never give the same core twice, and not once for each. Asking again for what holds resources already changes nothing, so
 * whoever is cut off asks again; who does not want them any more releases them. `nodes` are those of the compute.
 */
export function admit(nodes: readonly Node[], request: AdmissionRequest): Promise<Admission> {
  const { compute } = request;
  const round = rounds.get(compute) ?? gathered((asked: readonly Asked[]) => transaction((tx) => runRound(tx, compute, asked)));
  rounds.set(compute, round);
  return round({ nodes, request });
}

async function runRound(tx: Tx, compute: string, asked: readonly Asked[]): Promise<readonly Admission[]> {
  await tx.execute(sql`select pg_advisory_xact_lock(${lockOf(compute)})`);
  const requests = new Map(asked.map(({ request }) => [request.subject.id, request]));
  const held = await readHeld(tx, [...requests.keys()]);
  const nodes = asked.at(-1)?.nodes ?? [];
  await enqueue(
    tx,
    [...requests.values()].filter(({ subject }) => !held.has(subject.id)),
  );
  const { decisions, holdings } = await startNext(tx, compute, nodes, requests);
  return asked.map(({ request }) => {
    const node = held.get(request.subject.id);
    return node === undefined ? admissionOf(request, { decisions, holdings, nodes }) : { status: "admitted", node };
  });
}

interface Outcome {
  readonly decisions: Decisions;
  readonly holdings: QueueState["holdings"];
  readonly nodes: readonly Node[];
}

function admissionOf(request: AdmissionRequest, { decisions, holdings, nodes }: Outcome): Admission {
  const { subject, resources, copies, projectId } = request;
  const node = decisions.admitted.get(subject.id);
  if (node !== undefined) return { status: "admitted", node };
  const excess = decisions.overQuota.get(subject.id);
  if (excess) return { status: "waiting", message: explainExcess(excess), holder: holderInProject(excess, holdings, projectId) };
  const wait = decisions.waiting.get(subject.id);
  if (!wait) return { status: "never", message: explainNever(resources, nodes, copies) };
  return { status: "waiting", message: explainWait(resources, wait), holder: holderOn(wait.node, holdings, projectId) };
}

/**
 * Gives back what a subject holds and takes it out of the queue; the first who waits is woken by that, and whoever asks starts all whose
 * turn it is. Releasing twice changes nothing.
 */
export async function release(tx: Tx, { subjectId, compute }: { readonly subjectId: string; readonly compute: string }): Promise<void> {
  // Several may release at a time, but not beside a round: what it did not see given back, nobody would be woken for.
  await tx.execute(sql`select pg_advisory_xact_lock_shared(${lockOf(compute)})`);
  const waited = await tx.delete(queueEntries).where(eq(queueEntries.subjectId, subjectId)).returning({ id: queueEntries.subjectId });
  const freed = await tx
    .update(allocations)
    .set({ until: sql`now()` })
    .where(and(eq(allocations.subjectId, subjectId), isNull(allocations.until)))
    .returning({ id: allocations.id });
  if (waited.length + freed.length === 0) return;
  const first = await tx
    .select()
    .from(queueEntries)
    .where(eq(queueEntries.compute, compute))
    .orderBy(desc(queueEntries.priority), asc(queueEntries.since), asc(queueEntries.subjectId))
    .limit(1);
  await wakeSubjects(tx, first);
}

/** Who waits in a project may have its turn: what limited it has changed. */
export async function wakeWaiting(tx: Tx, projectId: string): Promise<void> {
  await wakeSubjects(tx, await tx.select().from(queueEntries).where(eq(queueEntries.projectId, projectId)));
}

/** Everybody who may start now does; of them those are woken who did not ask. */
async function startNext(
  tx: Tx,
  compute: string,
  nodes: readonly Node[],
  askers: ReadonlyMap<string, unknown>,
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
  const { places } = decisions;
  if (places.size === 0) return { decisions, holdings };
  const entries = await tx
    .delete(queueEntries)
    .where(inArray(queueEntries.subjectId, [...places.keys()]))
    .returning();
  const given = entries.flatMap(({ since: _, priority: __, copies: ___, ...amounts }) =>
    (places.get(amounts.subjectId) ?? []).map((node) => ({ id: newId(), node, ...amounts })),
  );
  for (const some of inChunks(given, rowsAtOnce)) await tx.insert(allocations).values(some);
  await wakeSubjects(
    tx,
    entries.filter(({ subjectId }) => !askers.has(subjectId)),
  );
  return { decisions, holdings };
}

type Waiting = Pick<typeof queueEntries.$inferSelect, "subjectType" | "subjectId">;

async function wakeSubjects(tx: Tx, waiting: readonly Waiting[]): Promise<void> {
  const idsOf = (type: SubjectType) => waiting.filter(({ subjectType }) => subjectType === type).map(({ subjectId }) => subjectId);
  const [jobs, served] = [idsOf("job"), idsOf("revision")];
  if (jobs.length > 0) await wake(tx, "job", jobs);
  if (served.length === 0) return;
  const rows = await tx
    .selectDistinct({ id: endpoints.id })
    .from(revisions)
    .innerJoin(endpoints, eq(endpoints.id, revisions.endpointId))
    .where(inArray(revisions.id, served));
  if (rows.length > 0)
    await wake(
      tx,
      "endpoint",
      rows.map(({ id }) => id),
    );
}

function lockOf(compute: string): SQL {
  return sql`hashtextextended(${`admission:${compute}`}, 0)`;
}

/** Where those run who hold resources already. */
async function readHeld(tx: Tx, subjectIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows = await tx
    .select({ subjectId: allocations.subjectId, node: allocations.node })
    .from(allocations)
    .where(and(inArray(allocations.subjectId, [...subjectIds]), isNull(allocations.until)))
    .orderBy(asc(allocations.id));
  return new Map(rows.toReversed().map(({ subjectId, node }) => [subjectId, node]));
}

/** Who asks again asks for what he wants now. */
const asAskedNow = {
  subjectName: sql`excluded.subject_name`,
  cpuMilli: sql`excluded.cpu_milli`,
  memoryBytes: sql`excluded.memory_bytes`,
  accelerators: sql`excluded.accelerators`,
  copies: sql`excluded.copies`,
  maxRunSeconds: sql`excluded.max_run_seconds`,
  priority: sql`excluded.priority`,
  since: sql`excluded.since`,
};

async function enqueue(tx: Tx, requests: readonly AdmissionRequest[]): Promise<void> {
  if (requests.length === 0) return;
  await tx.insert(queueEntries).values(requests.map(toEntry)).onConflictDoUpdate({ target: queueEntries.subjectId, set: asAskedNow });
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
