import { isNull, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { nodes, processHeartbeats } from "@/db/schema";
import type { Node } from "@/lib/compute/workload";
import { env } from "@/lib/env";
import { sampledNodes } from "@/lib/scheduling/sampled-nodes";

const GiB = 2 ** 30;

export function aNode(change: Partial<Node> = {}): Node {
  return {
    name: "n",
    architecture: "x86-64",
    allocatable: { cpuMilli: 8_000, memoryBytes: 32 * GiB, accelerators: {} },
    accelerators: [],
    labels: {},
    conditions: [{ type: "Ready", ok: true }],
    isolation: "container",
    ...change,
  };
}

/** A worker lives, and these are all the nodes that it sees. */
export async function seeNodes(seen: readonly Node[]): Promise<void> {
  const next = sql`nextval('nodes_revision_seq')`;
  await db.update(nodes).set({ goneAt: new Date(), revision: next }).where(isNull(nodes.goneAt));
  for (const node of seen) {
    const row = { compute: env.CAIRN_COMPUTE, name: node.name, node };
    const set = { node, goneAt: null, revision: next };
    await db
      .insert(nodes)
      .values(row)
      .onConflictDoUpdate({ target: [nodes.compute, nodes.name], set });
  }
  const beat = { process: "worker", startedAt: new Date(), at: new Date() };
  await db.insert(processHeartbeats).values(beat).onConflictDoUpdate({ target: processHeartbeats.process, set: beat });
  sampledNodes.forget();
}
