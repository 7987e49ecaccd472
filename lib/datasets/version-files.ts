import { type SQL, sql } from "drizzle-orm";
import { datasetDraftEntries, datasetEntries, type datasetVersions } from "@/db/schema";

type VersionRow = Pick<typeof datasetVersions.$inferSelect, "id" | "datasetId" | "number" | "baseNumber">;

/** One file of a version. */
export interface VersionFile {
  readonly path: string;
  readonly sha256: string;
  /** Bytes. */
  readonly size: number;
}

/** The files of a version or a draft as a subquery with the columns path, sha256 and size. */
export function versionFiles(version: VersionRow): SQL {
  if (version.number !== null) return filesAt(version.datasetId, version.number, sql``);
  const touched = sql`and not exists (select 1 from ${datasetDraftEntries} d where d.dataset_version_id = ${version.id} and d.path = e.path)`;
  return sql`(${filesAt(version.datasetId, version.baseNumber ?? 0, touched)}
    union all select path, sha256, size from ${datasetDraftEntries} where dataset_version_id = ${version.id} and sha256 is not null)`;
}

function filesAt(datasetId: string, number: number, and: SQL): SQL {
  return sql`(select e.path, e.sha256, e.size from ${datasetEntries} e
    where e.dataset_id = ${datasetId} and e.added_in <= ${number} and (e.removed_in is null or e.removed_in > ${number}) ${and})`;
}
