import { and, count, eq, gt, ilike, isNotNull, isNull, or, type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { db } from "@/db/client";
import { datasets, datasetVersions } from "@/db/schema";
import type { Actor } from "@/lib/auth/actor";
import { visibleTo } from "@/lib/auth/authorize";
import { binDays } from "@/lib/datasets/bin-days";
import { type DatasetView, type ListDatasetsQuery, toDatasetView } from "@/lib/datasets/dataset";
import { selectDatasets } from "@/lib/datasets/select-datasets";
import { fromCursor, type Page, toCursor } from "@/lib/http/page";

type Sort = "name" | "updated" | "created" | "size" | "files";

/** What each word sorts by: the only places of a query that an input can choose. */
const sortedBy: Record<Sort, SQL<string | number>> = {
  name: sql`lower(${datasets.name})`,
  updated: sql`(extract(epoch from ${datasets.updatedAt}) * 1000)::bigint`,
  created: sql`(extract(epoch from ${datasets.createdAt}) * 1000)::bigint`,
  size: sql`coalesce(${datasetVersions.totalBytes}, 0)`,
  files: sql`coalesce(${datasetVersions.fileCount}, 0)`,
};

/** The datasets that one may read, a page at a time. */
export async function listDatasets(actor: Actor, query: ListDatasetsQuery): Promise<Page<DatasetView> & { readonly total: number }> {
  const matching = and(visibleTo(actor, datasets.projectId), ...filters(query));
  const isDescending = query.sort.startsWith("-");
  const by = sortedBy[query.sort.replace("-", "") as Sort];
  const rows = await selectDatasets()
    .where(and(matching, query.cursor === undefined ? undefined : behind(query.cursor, by, isDescending)))
    .orderBy(isDescending ? sql`${by} desc, ${datasets.id} desc` : sql`${by}, ${datasets.id}`)
    .limit(query.limit + 1);
  const [total] = await db.select({ value: count() }).from(datasets).where(matching);
  const shown = rows.slice(0, query.limit);
  const last = shown.at(-1);
  return {
    items: shown.map(toDatasetView),
    nextCursor: rows.length > shown.length && last ? toCursor([sortValue(last, query.sort), last.dataset.id]) : null,
    total: total?.value ?? 0,
  };
}

function filters({ projectId, q, tag, state }: ListDatasetsQuery): readonly (SQL | undefined)[] {
  const words = q ? `%${q.replace(/[\\%_]/g, "\\$&")}%` : null;
  return [
    projectId === undefined ? undefined : eq(datasets.projectId, projectId),
    state === "living"
      ? isNull(datasets.deletedAt)
      : and(isNotNull(datasets.deletedAt), gt(datasets.deletedAt, sql`now() - make_interval(days => ${binDays})`)),
    tag === undefined ? undefined : sql`${tag} = any(${datasets.tags})`,
    words === null
      ? undefined
      : or(
          ilike(datasets.name, words),
          ilike(datasets.slug, words),
          ilike(datasets.description, words),
          sql`array_to_string(${datasets.tags}, ' ') ilike ${words}`,
        ),
  ];
}

function behind(cursor: string, by: SQL, isDescending: boolean): SQL {
  const [value, id] = fromCursor(cursor, z.tuple([z.union([z.string(), z.number()]), z.uuid()]));
  const typed = typeof value === "number" ? sql`${value}::bigint` : sql`${value}::text`;
  return isDescending ? sql`(${by}, ${datasets.id}) < (${typed}, ${id}::uuid)` : sql`(${by}, ${datasets.id}) > (${typed}, ${id}::uuid)`;
}

function sortValue(row: Awaited<ReturnType<typeof selectDatasets>>[number], sort: ListDatasetsQuery["sort"]): string | number {
  const values: Record<Sort, string | number> = {
    name: row.dataset.name.toLowerCase(),
    updated: row.dataset.updatedAt.getTime(),
    created: row.dataset.createdAt.getTime(),
    size: row.latest?.totalBytes ?? 0,
    files: row.latest?.fileCount ?? 0,
  };
  return values[sort.replace("-", "") as Sort];
}
