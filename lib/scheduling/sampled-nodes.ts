import { eq } from "drizzle-orm";
import { db } from "@/db/client";
import { processHeartbeats } from "@/db/schema";
import { nodePicture } from "@/lib/cluster/node-picture";
import type { Node } from "@/lib/compute/workload";
import { env } from "@/lib/env";

/** The nodes as the worker last saw them: the web process asks no backend. Empty when no worker has said anything within a minute. */
export async function sampledNodes(): Promise<readonly Node[]> {
  const [beat] = await db.select({ at: processHeartbeats.at }).from(processHeartbeats).where(eq(processHeartbeats.process, "worker"));
  if (!beat || Date.now() - beat.at.getTime() > 60_000) return [];
  return (await nodePicture(env.CAIRN_COMPUTE)).nodes;
}
