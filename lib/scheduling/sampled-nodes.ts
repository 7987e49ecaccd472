import { eq } from "drizzle-orm";
import { db } from "@/db/client";
import { processHeartbeats } from "@/db/schema";
import { nodePicture } from "@/lib/cluster/node-picture";
import type { Node } from "@/lib/compute/workload";
import { env } from "@/lib/env";
import { recent } from "@/lib/recent";

/** One submission looks at the nodes several times, and a burst of them thousands of times. */
const freshMs = 1_000;

/**
 * The nodes as the worker saw them at most a second ago: the web process asks no backend. Empty when no worker has said anything within a
 * minute.
 */
export const sampledNodes = recent(freshMs, readNodes);

async function readNodes(): Promise<readonly Node[]> {
  const [beat] = await db.select({ at: processHeartbeats.at }).from(processHeartbeats).where(eq(processHeartbeats.process, "worker"));
  if (!beat || Date.now() - beat.at.getTime() > 60_000) return [];
  return (await nodePicture(env.CAIRN_COMPUTE)).nodes;
}
