import { and, eq, isNull } from "drizzle-orm";
import { db } from "@/db/client";
import { nodes } from "@/db/schema";
import type { Node } from "@/lib/compute/workload";

/** The nodes of a backend as the worker wrote them down. */
export async function readNodes(compute: string): Promise<readonly Node[]> {
  const rows = await db
    .select({ node: nodes.node })
    .from(nodes)
    .where(and(eq(nodes.compute, compute), isNull(nodes.goneAt)));
  return rows.map(({ node }) => node as Node);
}
