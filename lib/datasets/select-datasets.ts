import { and, eq, sql } from "drizzle-orm";
import { type Db, db } from "@/db/client";
import { datasets, datasetVersions, users } from "@/db/schema";

/** Datasets with what their view shows: newest version, draft, who made them. */
export function selectDatasets(on: Db = db) {
  return on
    .select({
      dataset: datasets,
      latest: datasetVersions,
      creator: users.displayName,
      draftId: sql<string | null>`(select d.id from ${datasetVersions} d
        where d.dataset_id = ${datasets.id} and d.status in ('draft', 'committing'))`,
    })
    .from(datasets)
    .innerJoin(users, eq(users.id, datasets.createdBy))
    .leftJoin(datasetVersions, and(eq(datasetVersions.datasetId, datasets.id), eq(datasetVersions.number, datasets.latestVersion)))
    .$dynamic();
}
