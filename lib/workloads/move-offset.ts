import { and, eq, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { replicas } from "@/db/schema";

export interface ReplicaOf {
  /** An attempt's or a revision's id. */
  readonly workloadId: string;
  readonly role: string;
  readonly rank: number;
}

/** Moves a cursor of a replica forward; false when somebody else was there already, then what was read is known. */
export async function moveOffset(
  tx: Tx,
  replica: ReplicaOf,
  to: { readonly logOffset: number } | { readonly metricsOffset: number },
): Promise<boolean> {
  const isBehind = "logOffset" in to ? sql`${replicas.logOffset} < ${to.logOffset}` : sql`${replicas.metricsOffset} < ${to.metricsOffset}`;
  const moved = await tx
    .update(replicas)
    .set(to)
    .where(and(ofReplica(replica), isBehind))
    .returning({ rank: replicas.rank });
  return moved.length > 0;
}

/** As a condition: the row of this replica. */
export function ofReplica({ workloadId, role, rank }: ReplicaOf) {
  return and(eq(replicas.workloadId, workloadId), eq(replicas.role, role), eq(replicas.rank, rank));
}
