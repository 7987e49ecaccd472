import { and, desc, gt, inArray, isNull, or, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { operations } from "@/db/schema";
import { type DrainView, drainKinds } from "@/lib/cluster/drain";

/** The newest emptying of each node that is under way or ended within the last hour. */
export async function readDrains(): Promise<readonly DrainView[]> {
  const rows = await db
    .selectDistinctOn([operations.subjectName])
    .from(operations)
    .where(
      and(
        inArray(operations.kind, [...drainKinds]),
        or(isNull(operations.endedAt), gt(operations.endedAt, sql`now() - interval '1 hour'`)),
      ),
    )
    .orderBy(operations.subjectName, desc(operations.createdAt));
  return rows.map((row) => ({
    node: row.subjectName,
    status: row.status,
    done: row.done,
    total: row.total,
    message: row.message,
    isCancelling: row.cancelRequestedAt !== null && row.endedAt === null,
    startedAt: row.createdAt.toISOString(),
    endedAt: row.endedAt?.toISOString() ?? null,
  }));
}
