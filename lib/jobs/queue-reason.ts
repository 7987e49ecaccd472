import { inArray } from "drizzle-orm";
import { db } from "@/db/client";
import { queueEntries } from "@/db/schema";
import type { Message } from "@/lib/errors";
import { decide } from "@/lib/scheduling/decide";
import { explainExcess } from "@/lib/scheduling/explain-quota";
import { explainNever, explainWait } from "@/lib/scheduling/explain-wait";
import { readEntries, readHoldings, readQuotas } from "@/lib/scheduling/queue-state";
import { sampledNodes } from "@/lib/scheduling/sampled-nodes";

/** Why a job waits right now, by the decision that admits; null when it is not in the queue. */
export async function queueReason(jobId: string, compute: string): Promise<Message | null> {
  return (await queueReasons(compute, [jobId])).get(jobId) ?? null;
}

/** The same for several jobs at once. */
export async function queueReasons(compute: string, jobIds: readonly string[]): Promise<ReadonlyMap<string, Message>> {
  if (jobIds.length === 0) return new Map();
  // One that was just submitted is in no queue yet: of thousands that wait nothing need be read to say that it does not.
  if ((await db.$count(queueEntries, inArray(queueEntries.subjectId, [...jobIds]))) === 0) return new Map();
  const queue = await readEntries(db, compute);
  const asking = queue.filter(({ id }) => jobIds.includes(id));
  const projects = queue.map(({ projectId }) => projectId);
  const [nodes, holdings, quotas] = await Promise.all([sampledNodes(), readHoldings(db, compute), readQuotas(db, projects)]);
  if (nodes.length === 0) return new Map();
  const { waiting, overQuota, never } = decide(queue, nodes, holdings, new Date(), quotas);
  const reasons = new Map<string, Message>();
  for (const asked of asking) {
    const wait = waiting.get(asked.id);
    if (wait) reasons.set(asked.id, explainWait(asked.resources, wait));
    const excess = overQuota.get(asked.id);
    if (excess) reasons.set(asked.id, explainExcess(excess));
    if (never.has(asked.id)) reasons.set(asked.id, explainNever(asked.resources, nodes));
  }
  return reasons;
}
