import { sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { attempts, blobs, datasetEntries, datasets, jobs, manifestEntries, models, modelVersions } from "@/db/schema";

/**
 * Whether some file of a project has exactly these bytes. Another project's does not count: who knows a hash would learn that the bytes are
 * there, and get them.
 */
export async function projectHas(tx: Tx, projectId: string, file: { readonly sha256: string; readonly size: number }): Promise<boolean> {
  const { rows } = await tx.execute(sql`
    select 1 from ${blobs} b where b.sha256 = ${file.sha256} and b.size = ${file.size} and (
      exists (select 1 from ${datasetEntries} e join ${datasets} d on d.id = e.dataset_id
        where e.sha256 = b.sha256 and d.project_id = ${projectId})
      or exists (select 1 from ${manifestEntries} m join ${attempts} a on a.id = m.owner_id join ${jobs} j on j.id = a.job_id
        where m.owner_type = 'attempt' and m.sha256 = b.sha256 and j.project_id = ${projectId})
      or exists (select 1 from ${manifestEntries} m join ${modelVersions} v on v.id = m.owner_id join ${models} o on o.id = v.model_id
        where m.owner_type = 'model_version' and m.sha256 = b.sha256 and o.project_id = ${projectId}))`);
  return rows.length > 0;
}
