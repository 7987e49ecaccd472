import { sql } from "drizzle-orm";
import type { Tx } from "@/db/client";

/**
 * Writes where what was admitted really runs: a cluster has a scheduler of its own, which need not choose the node that admission counted
 * with. Nodes beyond what is held are ignored, and what runs nowhere yet stays where it was counted.
 */
export async function settleNodes(tx: Tx, subjectId: string, nodes: readonly string[]): Promise<void> {
  const known = nodes.filter((node) => node !== "").toSorted();
  if (known.length === 0) return;
  await tx.execute(sql`
    with held as (
      select id, node, row_number() over (order by node = any(${sql.param(known)}::text[]) desc, node, id) as at
      from allocations where subject_id = ${subjectId} and until is null),
    seen as (select node, ordinality as at from unnest(${sql.param(known)}::text[]) with ordinality as seen (node, ordinality))
    update allocations set node = seen.node from held join seen using (at)
    where allocations.id = held.id and allocations.node <> seen.node`);
}
