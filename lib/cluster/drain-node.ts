import { and, count, eq, gt, inArray, isNull, sql } from "drizzle-orm";
import type { z } from "zod";
import { db, transaction } from "@/db/client";
import { operations, replicas } from "@/db/schema";
import type { Actor } from "@/lib/auth/actor";
import { authorizePlatform, isUuid } from "@/lib/auth/authorize";
import { recordChange } from "@/lib/changes/record-change";
import { type DrainNodeInput, type DrainPlanView, type DrainView, drainKinds, type nodeNameInput } from "@/lib/cluster/drain";
import { emptierOf } from "@/lib/cluster/emptier";
import { readDrains } from "@/lib/cluster/read-drains";
import { workloadNames } from "@/lib/cluster/workload-names";
import type { DrainedPod } from "@/lib/compute/backend";
import { installationId } from "@/lib/machine/clean-machine";
import { createOperation } from "@/lib/operations/track-operation";
import { wake } from "@/lib/worker/wake";

/** What an emptying of the node would do to each of its pods. Nothing is changed. */
export async function planDrain(actor: Actor, { name, endsLocalData }: DrainNodeInput): Promise<DrainPlanView> {
  await authorizePlatform(actor, "platform:read");
  const pods = await (await emptierOf(name)).drainPlan(name, { endsLocalData });
  const workloads = pods.flatMap(({ workload }) => workload ?? []);
  const [names, gangs] = await Promise.all([workloadNames(workloads), gangsAmong(workloads)]);
  return { pods: pods.map((pod) => toView(pod, names, gangs)) };
}

/** Takes the node out of use and asks the worker to empty it. What is under way already is not started twice. */
export async function drainNode(actor: Actor, { name, endsLocalData }: DrainNodeInput): Promise<DrainView> {
  const { userId } = await authorizePlatform(actor, "platform:nodes");
  await emptierOf(name);
  const subject = { type: "installation", id: installationId, name } as const;
  await transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`drain:${name}`}, 0))`);
    const running = await tx.select({ id: operations.id }).from(operations).where(liveDrainsOf(name));
    if (running.length > 0) return;
    const kind = drainKinds[endsLocalData ? 1 : 0];
    const id = await createOperation(tx, { kind, projectId: null, subject, createdBy: userId });
    await recordChange(tx, actor, { type: "node.drained", subject, projectId: null, fields: { node: name, endsLocalData } });
    await wake(tx, "operation", id);
  });
  const begun = (await readDrains()).find(({ node }) => node === name);
  if (!begun) throw new Error("a drain vanished");
  return begun;
}

/** No further pod is asked to go. The node stays out of use until somebody takes it back. */
export async function cancelDrain(actor: Actor, { name }: z.output<typeof nodeNameInput>): Promise<void> {
  await authorizePlatform(actor, "platform:nodes");
  const subject = { type: "installation", id: installationId, name } as const;
  await transaction(async (tx) => {
    const asked = await tx
      .update(operations)
      .set({ cancelRequestedAt: sql`coalesce(${operations.cancelRequestedAt}, now())` })
      .where(liveDrainsOf(name))
      .returning({ id: operations.id });
    if (asked.length === 0) return;
    await recordChange(tx, actor, { type: "node.drain_cancelled", subject, projectId: null, fields: { node: name } });
    for (const { id } of asked) await wake(tx, "operation", id);
  });
}

/** Attempts of several replicas, which end when one of them goes. */
async function gangsAmong(workloads: readonly string[]): Promise<ReadonlySet<string>> {
  const ids = workloads.filter(isUuid);
  if (ids.length === 0) return new Set();
  const rows = await db
    .select({ id: replicas.workloadId })
    .from(replicas)
    .where(inArray(replicas.workloadId, ids))
    .groupBy(replicas.workloadId)
    .having(gt(count(), 1));
  return new Set(rows.map(({ id }) => id));
}

function liveDrainsOf(name: string) {
  return and(inArray(operations.kind, [...drainKinds]), eq(operations.subjectName, name), isNull(operations.endedAt));
}

function toView(
  pod: DrainedPod,
  names: Awaited<ReturnType<typeof workloadNames>>,
  gangs: ReadonlySet<string>,
): DrainPlanView["pods"][number] {
  const found = pod.workload === null ? undefined : names.get(pod.workload);
  return {
    fate: pod.fate === "retries" && gangs.has(pod.workload ?? "") ? "ends" : pod.fate,
    name: pod.name,
    namespace: pod.namespace,
    reason: pod.reason
      ? { key: `cluster.drain.reason.${pod.reason.key}`, ...(pod.reason.params ? { params: { ...pod.reason.params } } : {}) }
      : null,
    workload: found ? { kind: found.kind, name: found.name, slug: found.slug, project: found.project.slug } : null,
  };
}
