import { sql } from "drizzle-orm";
import { z } from "zod";
import { db } from "@/db/client";
import type { Actor } from "@/lib/auth/actor";
import { authorizeVersion } from "@/lib/datasets/authorize-version";
import type { DiffQuery, FileChangeView } from "@/lib/datasets/version";
import { versionFiles } from "@/lib/datasets/version-files";
import { invalidField } from "@/lib/errors";
import { fromCursor, type Page, toCursor } from "@/lib/http/page";

/** What is different in a version or draft against another of its dataset, by path, and how much of each kind. One query. */
export async function diffVersions(
  actor: Actor,
  input: DiffQuery & { readonly versionId: string },
): Promise<Page<FileChangeView> & { readonly counts: Readonly<Record<FileChangeView["change"], number>> }> {
  const { version: after } = await authorizeVersion(actor, "dataset:read", input.versionId);
  const { version: before } = await authorizeVersion(actor, "dataset:read", input.against);
  if (before.datasetId !== after.datasetId) throw invalidField("against", "datasets.version.otherDataset");
  const behind = input.cursor === undefined ? null : fromCursor(input.cursor, z.tuple([z.string()]))[0];
  const { rows } = await db.execute<FileChangeView & { added: number; changed: number; removed: number } & Record<string, unknown>>(sql`
    with changes as (
      select coalesce(b.path, a.path) as path, a.size as "sizeBefore", b.size as "sizeAfter",
        case when a.path is null then 'added' when b.path is null then 'removed' else 'changed' end as change
      from ${versionFiles(before)} a full join ${versionFiles(after)} b on b.path = a.path
      where a.sha256 is distinct from b.sha256),
    counts as (select count(*) filter (where change = 'added') as added, count(*) filter (where change = 'changed') as changed,
      count(*) filter (where change = 'removed') as removed from changes)
    select path, change, "sizeBefore", "sizeAfter", added, changed, removed
    from counts left join lateral (select * from changes where ${behind === null ? sql`true` : sql`path collate "C" > ${behind}`}
      order by path collate "C" limit ${input.limit + 1}) page on true
    order by path collate "C"`);
  const [first] = rows;
  const found = rows.filter(({ path }) => path !== null);
  const shown = found.slice(0, input.limit);
  const last = shown.at(-1);
  return {
    items: shown.map(({ path, change, sizeBefore, sizeAfter }) => ({ path, change, sizeBefore, sizeAfter })),
    nextCursor: found.length > input.limit && last ? toCursor([last.path]) : null,
    counts: { added: first?.added ?? 0, changed: first?.changed ?? 0, removed: first?.removed ?? 0 },
  };
}
