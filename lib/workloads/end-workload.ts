import { and, eq, isNull, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { accessKeys, outputUploads } from "@/db/schema";
import { objectStore } from "@/lib/storage/store";

/** An upload that the store has to be told to forget. */
export type UnfinishedUpload = Pick<typeof outputUploads.$inferSelect, "objectKey" | "storeUploadId">;

/** Ends a workload's token and its uploads; what is stored stays. Returns what was on its way: for `abortUploads`, after the commit. */
export async function endWorkload(tx: Tx, workloadId: string): Promise<readonly UnfinishedUpload[]> {
  await tx
    .update(accessKeys)
    .set({ revokedAt: sql`now()` })
    .where(and(eq(accessKeys.subjectId, workloadId), eq(accessKeys.kind, "job"), isNull(accessKeys.revokedAt)));
  const gone = await tx.delete(outputUploads).where(eq(outputUploads.attemptId, workloadId)).returning();
  return gone.filter(({ completedAt }) => completedAt === null);
}

export async function abortUploads(unfinished: readonly UnfinishedUpload[]): Promise<void> {
  for (const { objectKey, storeUploadId } of unfinished) await objectStore().abort(objectKey, { uploadId: storeUploadId });
}
