import { and, eq, isNull } from "drizzle-orm";
import { db, type Tx, transaction } from "@/db/client";
import { datasetDraftEntries, datasetVersions, uploadGrants, uploads } from "@/db/schema";
import { hashObject } from "@/lib/blobs/hash-object";
import { insertBlob } from "@/lib/blobs/insert-blob";
import { AppError } from "@/lib/errors";
import { objectStore } from "@/lib/storage/store";
import type { Upload } from "@/lib/uploads/open-upload";

/**
 * Makes an upload whose bytes are all there a file of its draft. `sha256` is what was hashed on the way; without it the
 * bytes are read again. Repeating it changes nothing. Throws `invalid` and forgets the bytes when they are not what the
 * client said they are.
 */
export async function completeUpload(upload: Upload, sha256?: string): Promise<void> {
  if (upload.completedAt !== null) return;
  const store = objectStore();
  await store.finish(upload.objectKey, upload.state);
  const size = (await store.stat(upload.objectKey))?.size;
  if (size !== upload.size) throw new Error(`Upload ${upload.id} has ${size} of ${upload.size} bytes`);
  const found = sha256 ?? (await hashObject(upload.objectKey));
  if (upload.claimedSha256 !== null && upload.claimedSha256 !== found) {
    await db.delete(uploads).where(and(eq(uploads.id, upload.id), isNull(uploads.completedAt)));
    await store.remove(upload.objectKey);
    throw new AppError("invalid", "uploads.hashMismatch", { path: upload.path });
  }
  const keptAt = await transaction((tx) => record(tx, upload, found));
  if (keptAt !== upload.objectKey) await store.remove(upload.objectKey);
}

/** Blob, upload and draft in one transaction: a crash leaves an upload that can be completed again. Returns where the bytes are kept. */
async function record(tx: Tx, upload: Upload, sha256: string): Promise<string> {
  const [draft] = await tx
    .select({ id: datasetVersions.id, status: datasetVersions.status })
    .from(datasetVersions)
    .innerJoin(uploadGrants, eq(uploadGrants.datasetVersionId, datasetVersions.id))
    .where(eq(uploadGrants.id, upload.grantId))
    .for("share", { of: datasetVersions });
  if (draft?.status !== "draft") throw new AppError("conflict", "uploads.draftClosed", { path: upload.path });
  const keptAt = await insertBlob(tx, { sha256, size: upload.size }, upload.objectKey);
  await tx.update(uploads).set({ sha256, completedAt: new Date() }).where(eq(uploads.id, upload.id));
  const entry = { sha256, size: upload.size };
  await tx
    .insert(datasetDraftEntries)
    .values({ datasetVersionId: draft.id, path: upload.path, ...entry })
    .onConflictDoUpdate({ target: [datasetDraftEntries.datasetVersionId, datasetDraftEntries.path], set: entry });
  return keptAt;
}
