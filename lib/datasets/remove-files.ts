import { sql } from "drizzle-orm";
import { transaction } from "@/db/client";
import { datasetDraftEntries } from "@/db/schema";
import type { Actor } from "@/lib/auth/actor";
import { recordChange } from "@/lib/changes/record-change";
import { authorizeVersion } from "@/lib/datasets/authorize-version";
import { lockDraft } from "@/lib/datasets/lock-draft";
import { versionFiles } from "@/lib/datasets/version-files";

/** Takes files, or folders named with a “/” at the end, out of a draft. Returns how many files that were. */
export async function removeFiles(
  actor: Actor,
  input: { readonly versionId: string; readonly paths: readonly string[] },
): Promise<{ readonly removed: number }> {
  const { dataset, version } = await authorizeVersion(actor, "dataset:write", input.versionId);
  return transaction(async (tx) => {
    const { draft } = await lockDraft(tx, dataset, version.id);
    const paths = sql.param(JSON.stringify(input.paths));
    const chosen = sql`exists (select 1 from jsonb_array_elements_text(${paths}::jsonb) p
      where f.path = p or (right(p, 1) = '/' and starts_with(f.path, p)))`;
    const { rowCount } = await tx.execute(sql`
      insert into ${datasetDraftEntries} (dataset_version_id, path, sha256, size)
      select ${draft.id}, f.path, null, 0 from ${versionFiles(draft)} f where ${chosen}
      on conflict (dataset_version_id, path) do update set sha256 = null, size = 0`);
    // What neither the base had nor the draft has is nothing to remember.
    await tx.execute(sql`
      delete from ${datasetDraftEntries} d where d.dataset_version_id = ${draft.id} and d.sha256 is null
        and not exists (select 1 from ${versionFiles({ ...draft, number: draft.baseNumber ?? 0 })} f where f.path = d.path)`);
    await recordChange(tx, actor, {
      type: "dataset_version.files_removed",
      subject: { type: "dataset_version", id: draft.id, name: dataset.name },
      projectId: dataset.projectId,
      fields: { files: rowCount ?? 0 },
    });
    return { removed: rowCount ?? 0 };
  });
}
