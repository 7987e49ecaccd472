import { setTimeout } from "node:timers/promises";
import { sql } from "drizzle-orm";
import { db } from "@/db/client";
import type { operations } from "@/db/schema";
import { drainKinds } from "@/lib/cluster/drain";
import { emptier } from "@/lib/cluster/emptier";
import type { DrainedPod, DrainOptions } from "@/lib/compute/backend";
import { AppError, type Message } from "@/lib/errors";
import { endOperation, reportProgress } from "@/lib/operations/track-operation";

const turnMs = 2_000;

/**
 * For the worker: asks what is on a node to go, turn by turn, until nothing is left that can, or somebody ends it. What is known is in
 * the cluster: one that a crash cut short goes on where it was. A cluster that does not answer is waited for.
 */
export async function runDrain({ id, kind, subjectName: node }: typeof operations.$inferSelect, signal: AbortSignal): Promise<void> {
  const options = { endsLocalData: kind === drainKinds[1] };
  let total = 0;
  let isCordoned = false;
  for (;;) {
    const { isCancelled } = await reportProgress(id, {});
    if (isCancelled) return end(id, "cancelled");
    const left = await askToGo(node, options, isCordoned).catch((error: unknown) => {
      if (error instanceof AppError && error.code === "unavailable") return undefined;
      throw error;
    });
    if (left) {
      isCordoned = true;
      total = Math.max(total, left.length);
      if (left.length === 0) return end(id, "succeeded", await leftOver(node, options));
      await reportProgress(id, { done: total - left.length, total, message: progressOf(left) });
      await tellFollowers();
    }
    await setTimeout(turnMs, undefined, { signal });
  }
}

async function askToGo(node: string, options: DrainOptions, isCordoned: boolean): Promise<readonly DrainedPod[]> {
  if (!isCordoned) await emptier().setSchedulable(node, false);
  return emptier().drain(node, options);
}

async function end(id: string, status: "succeeded" | "cancelled", message?: Message): Promise<void> {
  await endOperation(db, id, status, message);
  await tellFollowers();
}

/** What a drain never moves is said at its end: a node with such pods is not empty. */
async function leftOver(node: string, options: DrainOptions): Promise<Message | undefined> {
  const stuck = (await emptier().drainPlan(node, options)).filter(({ fate }) => fate === "stuck");
  return stuck.length > 0 ? { key: "cluster.drain.leftOver", params: { count: stuck.length } } : undefined;
}

function progressOf(left: readonly DrainedPod[]): Message {
  const budget = left.find(({ reason }) => reason?.key === "budget")?.reason?.params?.budget;
  if (budget !== undefined) return { key: "cluster.drain.waitsForBudget", params: { count: left.length, budget } };
  return { key: "cluster.drain.leaving", params: { count: left.length } };
}

async function tellFollowers(): Promise<void> {
  await db.execute(sql`select pg_notify('cairn_nodes', compute) from (select distinct compute from nodes) as known`);
}
