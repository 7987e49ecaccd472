import { eq, inArray } from "drizzle-orm";
import { type Tx, transaction } from "@/db/client";
import { datasetDraftEntries, datasetVersions, uploadGrants, uploads } from "@/db/schema";
import type { Actor } from "@/lib/auth/actor";
import { recordChange } from "@/lib/changes/record-change";
import { authorizeVersion } from "@/lib/datasets/authorize-version";
import { lockDraft } from "@/lib/datasets/lock-draft";
import { objectStore } from "@/lib/storage/store";

/** Forgets a draft with what was uploaded into it. Committed versions stay as they are. */
export async function discardDraft(actor: Actor, versionId: string): Promise<void> {
  const { dataset, version } = await authorizeVersion(actor, "dataset:write", versionId);
  const unfinished = await transaction(async (tx) => {
    await lockDraft(tx, dataset, version.id);
    const gone = await removeUploads(tx, version.id);
    await tx.delete(datasetDraftEntries).where(eq(datasetDraftEntries.datasetVersionId, version.id));
    await tx.delete(uploadGrants).where(eq(uploadGrants.datasetVersionId, version.id));
    await tx.delete(datasetVersions).where(eq(datasetVersions.id, version.id));
    await recordChange(tx, actor, {
      type: "dataset_version.discarded",
      subject: { type: "dataset_version", id: version.id, name: dataset.name },
      projectId: dataset.projectId,
    });
    return gone;
  });
  for (const { objectKey, state } of unfinished) await objectStore().abort(objectKey, state);
}

/** Removes the rows of all uploads into a draft; returns those whose bytes have to be forgotten. */
export async function removeUploads(
  tx: Tx,
  versionId: string,
): Promise<readonly Pick<typeof uploads.$inferSelect, "objectKey" | "state">[]> {
  const grants = tx.select({ id: uploadGrants.id }).from(uploadGrants).where(eq(uploadGrants.datasetVersionId, versionId));
  const gone = await tx
    .delete(uploads)
    .where(inArray(uploads.grantId, grants))
    .returning({ objectKey: uploads.objectKey, state: uploads.state, completedAt: uploads.completedAt });
  return gone.filter(({ completedAt }) => completedAt === null);
}
