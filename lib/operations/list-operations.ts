import { and, desc, eq, gt, isNull, or, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { operations } from "@/db/schema";
import type { Actor } from "@/lib/auth/actor";
import { authorize } from "@/lib/auth/authorize";
import { type OperationView, toOperationView } from "@/lib/operations/operation";

/** What is under way in a project and what ended within the last day, newest first. */
export async function listOperations(actor: Actor, projectId: string): Promise<readonly OperationView[]> {
  await authorize(actor, "operation:read", projectId);
  const rows = await db
    .select()
    .from(operations)
    .where(and(eq(operations.projectId, projectId), or(isNull(operations.endedAt), gt(operations.endedAt, sql`now() - interval '1 day'`))))
    .orderBy(desc(operations.createdAt))
    .limit(100);
  return rows.map(toOperationView);
}
