import { and, eq, inArray, isNull } from "drizzle-orm";
import { transaction } from "@/db/client";
import { uploadGrants, uploads } from "@/db/schema";
import type { Actor } from "@/lib/auth/actor";
import { recordChange } from "@/lib/changes/record-change";
import { authorizeVersion } from "@/lib/datasets/authorize-version";
import { objectStore } from "@/lib/storage/store";

/** Forgets what is only half there in a draft; whole files stay. Returns how many that were. */
export async function forgetUnfinished(actor: Actor, versionId: string): Promise<{ readonly forgotten: number }> {
  const { dataset, version } = await authorizeVersion(actor, "dataset:write", versionId);
  const gone = await transaction(async (tx) => {
    const grants = tx.select({ id: uploadGrants.id }).from(uploadGrants).where(eq(uploadGrants.datasetVersionId, version.id));
    const rows = await tx
      .delete(uploads)
      .where(and(inArray(uploads.grantId, grants), isNull(uploads.completedAt)))
      .returning({ objectKey: uploads.objectKey, state: uploads.state });
    await recordChange(tx, actor, {
      type: "dataset_version.uploads_forgotten",
      subject: { type: "dataset_version", id: version.id, name: dataset.name },
      projectId: dataset.projectId,
      fields: { files: rows.length },
    });
    return rows;
  });
  for (const { objectKey, state } of gone) await objectStore().abort(objectKey, state);
  return { forgotten: gone.length };
}
