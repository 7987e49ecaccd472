import { eq } from "drizzle-orm";
import { db } from "@/db/client";
import { processHeartbeats } from "@/db/schema";
import type { Node } from "@/lib/compute/workload";

/** The nodes as the worker last saw them: the web process asks no backend. Empty when no worker has said anything within a minute. */
export async function sampledNodes(): Promise<readonly Node[]> {
  const [beat] = await db.select().from(processHeartbeats).where(eq(processHeartbeats.process, "worker"));
  if (!beat || Date.now() - beat.at.getTime() > 60_000) return [];
  const { nodes } = beat.details as { nodes?: readonly Node[] };
  return nodes ?? [];
}
