import { and, eq, inArray, isNull, lt, notExists, sql } from "drizzle-orm";
import { db, transaction } from "@/db/client";
import { datasetDraftEntries, datasetEntries, datasets, datasetVersions, jobInputs, uploadGrants, uploads } from "@/db/schema";
import { recordObservation } from "@/lib/changes/record-change";
import { binDays } from "@/lib/datasets/bin-days";
import { removeUploads } from "@/lib/datasets/discard-draft";
import { purgeBlobs, unfinishedDays } from "@/lib/datasets/purge-blobs";
import { log } from "@/lib/log";
import { objectStore } from "@/lib/storage/store";
import { forgetOutputUploads } from "@/lib/workloads/forget-uploads";

/**
 * The worker's hourly round: frees the files of datasets that were deleted 30 days ago, forgets uploads that nobody
 * continued, then removes bytes that nothing names. May be cut short and run again at any time.
 */
export async function purgeBin(): Promise<void> {
  const [purged, forgotten] = [await purgeDatasets(), (await forgetUploads()) + (await forgetOutputUploads(unfinishedDays))];
  const bytes = await purgeBlobs();
  if (purged + forgotten + bytes.blobs + bytes.objects > 0) log.info({ datasets: purged, uploads: forgotten, ...bytes }, "purged");
}

async function purgeDatasets(): Promise<number> {
  const due = await db
    .select({ id: datasets.id, name: datasets.name, projectId: datasets.projectId })
    .from(datasets)
    .where(and(lt(datasets.deletedAt, sql`now() - make_interval(days => ${binDays})`), hasFiles));
  for (const dataset of due) await purgeDataset(dataset);
  return due.length;
}

const hasFiles = sql`(exists (select 1 from ${datasetEntries} where ${datasetEntries.datasetId} = ${datasets.id})
  or not exists (select 1 from ${jobInputs} join ${datasetVersions} on ${datasetVersions.id} = ${jobInputs.datasetVersionId}
    where ${datasetVersions.datasetId} = ${datasets.id}))`;

/** Files go; the names stay where a job's lineage shows them. */
async function purgeDataset({ id, name, projectId }: Pick<typeof datasets.$inferSelect, "id" | "name" | "projectId">): Promise<void> {
  const unfinished = await transaction(async (tx) => {
    const [held] = await tx
      .select({ id: datasets.id })
      .from(datasets)
      .where(and(eq(datasets.id, id), lt(datasets.deletedAt, sql`now() - make_interval(days => ${binDays})`)))
      .for("update");
    if (!held) return [];
    const versions = tx.select({ id: datasetVersions.id }).from(datasetVersions).where(eq(datasetVersions.datasetId, id));
    const drafts = await tx
      .select({ id: datasetVersions.id })
      .from(datasetVersions)
      .where(and(eq(datasetVersions.datasetId, id), isNull(datasetVersions.number)));
    const gone = (await Promise.all(drafts.map((draft) => removeUploads(tx, draft.id)))).flat();
    await tx.delete(datasetDraftEntries).where(inArray(datasetDraftEntries.datasetVersionId, versions));
    await tx.delete(datasetEntries).where(eq(datasetEntries.datasetId, id));
    await tx.delete(uploadGrants).where(inArray(uploadGrants.datasetVersionId, versions));
    await tx
      .delete(datasetVersions)
      .where(
        and(
          eq(datasetVersions.datasetId, id),
          notExists(tx.select({ one: sql`1` }).from(jobInputs).where(eq(jobInputs.datasetVersionId, datasetVersions.id))),
        ),
      );
    if ((await tx.$count(datasetVersions, eq(datasetVersions.datasetId, id))) === 0) await tx.delete(datasets).where(eq(datasets.id, id));
    await recordObservation(tx, { type: "dataset.purged", subject: { type: "dataset", id, name }, projectId });
    return gone;
  });
  for (const { objectKey, state } of unfinished) await objectStore().abort(objectKey, state);
}

/** Uploads that nobody continued for a week; their drafts stay. */
async function forgetUploads(): Promise<number> {
  const gone = await db
    .delete(uploads)
    .where(and(isNull(uploads.completedAt), lt(uploads.updatedAt, sql`now() - make_interval(days => ${unfinishedDays})`)))
    .returning({ objectKey: uploads.objectKey, state: uploads.state });
  for (const { objectKey, state } of gone) await objectStore().abort(objectKey, state);
  return gone.length;
}
