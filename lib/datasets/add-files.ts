import { sql } from "drizzle-orm";
import { transaction } from "@/db/client";
import { datasetDraftEntries } from "@/db/schema";
import type { Actor } from "@/lib/auth/actor";
import { recordChange } from "@/lib/changes/record-change";
import { authorizeVersion } from "@/lib/datasets/authorize-version";
import { lockDraft } from "@/lib/datasets/lock-draft";
import type { VersionFile } from "@/lib/datasets/version-files";
import { parsePath } from "@/lib/storage/parse-path";

/** Puts files whose bytes are stored already into a draft; one that is there under the same path is replaced. */
export async function addFiles(actor: Actor, input: { readonly versionId: string; readonly files: readonly VersionFile[] }): Promise<void> {
  const { dataset, version } = await authorizeVersion(actor, "dataset:write", input.versionId);
  const rows = input.files.map((file) => ({ ...file, path: parsePath(file.path), datasetVersionId: version.id }));
  if (rows.length === 0) return;
  await transaction(async (tx) => {
    await lockDraft(tx, dataset, version.id);
    await tx
      .insert(datasetDraftEntries)
      .values(rows)
      .onConflictDoUpdate({
        target: [datasetDraftEntries.datasetVersionId, datasetDraftEntries.path],
        set: { sha256: sql`excluded.sha256`, size: sql`excluded.size` },
      });
    await recordChange(tx, actor, {
      type: "dataset_version.files_added",
      subject: { type: "dataset_version", id: version.id, name: dataset.name },
      projectId: dataset.projectId,
      fields: { files: rows.length },
    });
  });
}
