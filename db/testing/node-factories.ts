import { db } from "@/db/client";
import { nodes, processHeartbeats } from "@/db/schema";
import type { Node } from "@/lib/compute/workload";
import { env } from "@/lib/env";

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
  await db.delete(nodes);
  if (seen.length > 0) await db.insert(nodes).values(seen.map((node) => ({ compute: env.CAIRN_COMPUTE, name: node.name, node })));
  const beat = { process: "worker", startedAt: new Date(), at: new Date() };
  await db.insert(processHeartbeats).values(beat).onConflictDoUpdate({ target: processHeartbeats.process, set: beat });
}
