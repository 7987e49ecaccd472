import { sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { attempts, blobs, datasetEntries, datasets, jobs, manifestEntries, models, modelVersions } from "@/db/schema";

/**
 * Which of these bytes some file of a project has, by their SHA-256. Another project's does not count: who knows a hash would learn that the
 * bytes are there, and get them.
 */
export async function projectHas(
  tx: Tx,
  projectId: string,
  files: readonly { readonly sha256: string; readonly size: number }[],
): Promise<ReadonlySet<string>> {
  const asked = JSON.stringify(files.map(({ sha256, size }) => ({ sha256, size })));
  const { rows } = await tx.execute<{ sha256: string }>(sql`
    select distinct b.sha256 from jsonb_to_recordset(${asked}::jsonb) as asked(sha256 text, size bigint)
    join ${blobs} b on b.sha256 = asked.sha256 and b.size = asked.size
    where exists (select 1 from ${datasetEntries} e join ${datasets} d on d.id = e.dataset_id
        where e.sha256 = b.sha256 and d.project_id = ${projectId})
      or exists (select 1 from ${manifestEntries} m join ${attempts} a on a.id = m.owner_id join ${jobs} j on j.id = a.job_id
        where m.owner_type = 'attempt' and m.sha256 = b.sha256 and j.project_id = ${projectId})
      or exists (select 1 from ${manifestEntries} m join ${modelVersions} v on v.id = m.owner_id join ${models} o on o.id = v.model_id
        where m.owner_type = 'model_version' and m.sha256 = b.sha256 and o.project_id = ${projectId})`);
  return new Set(rows.map(({ sha256 }) => sha256));
}
