import { and, isNull, lt, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { outputUploads } from "@/db/schema";
import { abortUploads } from "@/lib/workloads/end-workload";

/** Forgets outputs on their way that nobody asked after for so many days. Returns how many that were. */
export async function forgetOutputUploads(days: number): Promise<number> {
  const gone = await db
    .delete(outputUploads)
    .where(and(isNull(outputUploads.completedAt), lt(outputUploads.askedAt, sql`now() - make_interval(days => ${days})`)))
    .returning();
  await abortUploads(gone);
  return gone.length;
}
