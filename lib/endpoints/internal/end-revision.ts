import { and, eq, sql } from "drizzle-orm";
import { db, transaction } from "@/db/client";
import { replicas } from "@/db/schema";
import { followerOf } from "@/lib/endpoints/internal/follow-revision";
import type { EndpointParts, RevisionParts } from "@/lib/endpoints/internal/read-endpoint";
import { setRevision } from "@/lib/endpoints/internal/write-state";
import type { Message } from "@/lib/errors";
import { shipLog } from "@/lib/logs/ship-log";
import { release } from "@/lib/scheduling/admit";
import { enter } from "@/lib/timeline/enter";
import { abort } from "@/lib/worker/background";
import { endWorkload } from "@/lib/workloads/end-workload";

/**
 * Brings a revision to its end: asks its program to stop, waits until it has, erases what is left and gives its resources
 * back. Returns whether that is done; until then it is called again. `failed` keeps the reason.
 */
export async function endRevision(
  parts: EndpointParts,
  one: RevisionParts,
  end: { readonly status: "stopped" | "failed"; readonly message: Message | null },
): Promise<boolean> {
  const { revision, backend } = one;
  if (revision.compute !== null) {
    const seen = (await backend.observe([revision.id])).get(revision.id);
    if (seen === undefined) return false;
    if (seen !== "absent" && (seen.phase === "pending" || seen.phase === "running")) {
      if (end.status === "stopped" && revision.status !== "stopping")
        await transaction((tx) => setRevision(tx, parts.endpoint, revision, { status: "stopping" }));
      await backend.stop(revision.id);
      return false;
    }
    await backend.remove(revision.id);
  }
  await forget(one);
  await transaction(async (tx) => {
    await setRevision(tx, parts.endpoint, revision, { status: end.status, message: end.message, endedAt: new Date(), absentSince: null });
    const key = end.status === "failed" ? "endpoints.timeline.failed" : "endpoints.timeline.stopped";
    const params = { revision: revision.number };
    await enter(tx, { subject: { type: "revision", id: revision.id }, attempt: revision.number, stage: "ended", key, params });
    await release(tx, { subjectId: revision.id, compute: backend.name });
    await endWorkload(tx, revision.id);
  });
  return true;
}

/** The next start writes a new log on the machine: its cursor begins anew, the store keeps what was read. */
export async function forget({ revision }: RevisionParts): Promise<void> {
  for (let rank = 0; rank < revision.replicas; rank++) abort(followerOf(revision.id, rank));
  await shipLog(revision.id, { isEnded: true });
  await db
    .update(replicas)
    .set({ logOffset: 0, phase: "pending", restarts: 0, endedAt: sql`now()` })
    .where(and(eq(replicas.workloadId, revision.id)));
}
