import { and, eq, lt } from "drizzle-orm";
import { db, transaction } from "@/db/client";
import { replicas, revisions } from "@/db/schema";
import type { ComputeBackend, Watch } from "@/lib/compute/backend";
import { serverRole } from "@/lib/endpoints/endpoint-workload";
import { inBatches } from "@/lib/jobs/in-batches";
import { appendLines } from "@/lib/logs/append-lines";
import { shipLog } from "@/lib/logs/ship-log";
import { ensureRunning } from "@/lib/worker/background";
import { wake } from "@/lib/worker/wake";

const pauseAfterFailureMs = 2_000;

/**
 * Reads the log of a replica as long as it runs. Each batch moves the cursor in its own transaction, so that whoever takes
 * over goes on exactly there.
 */
export function followRevision(revisionId: string, rank: number, backend: ComputeBackend): void {
  const replica = and(eq(replicas.workloadId, revisionId), eq(replicas.role, serverRole), eq(replicas.rank, rank));
  ensureRunning(followerOf(revisionId, rank), async (signal) => {
    try {
      const [row] = await db.select().from(replicas).where(replica);
      const after = { offset: row?.logOffset ?? 0 };
      const lines = backend.logs(revisionId, { role: serverRole, rank, after, follow: true, signal });
      for await (const some of inBatches(lines, { gapMs: 100, most: 2_000 })) {
        const offset = some.at(-1)?.offset ?? 0;
        await transaction(async (tx) => {
          const moved = await tx
            .update(replicas)
            .set({ logOffset: offset })
            .where(and(replica, lt(replicas.logOffset, offset)))
            .returning({ rank: replicas.rank });
          if (moved.length > 0) await appendLines(revisionId, some, tx);
        });
        await shipLog(revisionId, { isEnded: false });
      }
    } catch (error) {
      if (!signal.aborted) await new Promise((resolve) => setTimeout(resolve, pauseAfterFailureMs));
      throw error;
    }
  });
}

/** Looks at an endpoint as soon as its backend notices a change of a revision; without it, some seconds later. */
export function followServices(backend: Watch & { readonly name: string }): void {
  ensureRunning(`services:${backend.name}`, async (signal) => {
    for await (const id of backend.changes({ signal })) {
      const [revision] = await db.select({ endpointId: revisions.endpointId }).from(revisions).where(eq(revisions.id, id));
      if (revision) await wake(db, "endpoint", revision.endpointId);
    }
  });
}

export function followerOf(revisionId: string, rank: number): string {
  return `revision:${revisionId}/${rank}`;
}
