import { and, desc, eq, inArray, isNull, lt, sql } from "drizzle-orm";
import { z } from "zod";
import { db } from "@/db/client";
import { datasetDraftEntries, datasets, datasetVersions, uploadGrants, uploads, users } from "@/db/schema";
import type { Actor } from "@/lib/auth/actor";
import { authorizeRow } from "@/lib/auth/authorize";
import { authorizeVersion } from "@/lib/datasets/authorize-version";
import { toVersionView, type VersionView } from "@/lib/datasets/version";
import { versionFiles } from "@/lib/datasets/version-files";
import { notFound } from "@/lib/errors";
import { fromCursor, type Page, toCursor } from "@/lib/http/page";

/** The committed versions of a dataset, the newest first. */
export async function listVersions(
  actor: Actor,
  input: { readonly datasetId: string; readonly cursor?: string | undefined; readonly limit: number },
): Promise<Page<VersionView>> {
  await authorizeRow(actor, "dataset:read", datasets, input.datasetId);
  const before = input.cursor === undefined ? null : fromCursor(input.cursor, z.tuple([z.number()]))[0];
  const rows = await selectVersions()
    .where(
      and(
        eq(datasetVersions.datasetId, input.datasetId),
        eq(datasetVersions.status, "ready"),
        before === null ? undefined : lt(datasetVersions.number, before),
      ),
    )
    .orderBy(desc(datasetVersions.number))
    .limit(input.limit + 1);
  const shown = rows.slice(0, input.limit);
  const last = shown.at(-1)?.version.number;
  return {
    items: shown.map(({ version, creator }) => toVersionView(version, creator)),
    nextCursor: rows.length > shown.length && last != null ? toCursor([last]) : null,
  };
}

/** One version or draft; what a draft holds and changes is counted now. */
export async function getVersion(actor: Actor, id: string): Promise<VersionView> {
  await authorizeVersion(actor, "dataset:read", id);
  const [row] = await selectVersions().where(eq(datasetVersions.id, id));
  if (!row) throw notFound();
  const counts = row.version.number === null ? await countDraft(row.version) : {};
  return { ...toVersionView(row.version, row.creator), ...counts };
}

/** A committed version by its number. */
export async function getVersionByNumber(
  actor: Actor,
  input: { readonly datasetId: string; readonly number: number },
): Promise<VersionView> {
  await authorizeRow(actor, "dataset:read", datasets, input.datasetId);
  const [row] = await selectVersions().where(and(eq(datasetVersions.datasetId, input.datasetId), eq(datasetVersions.number, input.number)));
  if (!row) throw notFound();
  return toVersionView(row.version, row.creator);
}

/** The open draft of a dataset with what is still on its way into it; null when none is open. */
export interface DraftView {
  readonly version: VersionView;
  readonly unfinished: readonly { readonly id: string; readonly path: string; readonly size: number; readonly offset: number }[];
  readonly unfinishedCount: number;
  /** Two files that some disks take for one, and how many such pairs there are. */
  readonly twins: { readonly paths: readonly [string, string]; readonly count: number } | null;
}

const mostShown = 50;

export async function findDraft(actor: Actor, datasetId: string): Promise<DraftView | null> {
  await authorizeRow(actor, "dataset:read", datasets, datasetId);
  const [row] = await selectVersions().where(
    and(eq(datasetVersions.datasetId, datasetId), inArray(datasetVersions.status, ["draft", "committing"])),
  );
  if (!row) return null;
  const unfinished = await db
    .select({ id: uploads.id, path: uploads.path, size: uploads.size, offset: uploads.offset })
    .from(uploads)
    .innerJoin(uploadGrants, eq(uploadGrants.id, uploads.grantId))
    .where(and(eq(uploadGrants.datasetVersionId, row.version.id), isNull(uploads.completedAt)))
    .orderBy(uploads.path);
  return {
    version: { ...toVersionView(row.version, row.creator), ...(await countDraft(row.version)) },
    unfinished: unfinished.slice(0, mostShown),
    unfinishedCount: unfinished.length,
    twins: await findTwins(row.version),
  };
}

/** Names that differ in nothing but case: on Windows and macOS, one would lie over the other. */
async function findTwins(draft: typeof datasetVersions.$inferSelect): Promise<DraftView["twins"]> {
  const { rows } = await db.execute<{ one: string; other: string; count: string }>(sql`
    select min(path collate "C") as one, max(path collate "C") as other, count(*) over () as count
    from ${versionFiles(draft)} f group by lower(path) having count(*) > 1 order by 1 limit 1`);
  const [first] = rows;
  return first ? { paths: [first.one, first.other], count: Number(first.count) } : null;
}

function selectVersions() {
  return db
    .select({ version: datasetVersions, creator: users.displayName })
    .from(datasetVersions)
    .innerJoin(users, eq(users.id, datasetVersions.createdBy))
    .$dynamic();
}

async function countDraft(draft: typeof datasetVersions.$inferSelect) {
  const base = versionFiles({ ...draft, number: draft.baseNumber ?? 0 });
  const { rows } = await db.execute<Pick<VersionView, "fileCount" | "totalBytes" | "addedFiles" | "changedFiles" | "removedFiles">>(sql`
    select f.count as "fileCount", f.bytes as "totalBytes",
      count(*) filter (where d.sha256 is not null and b.path is null) as "addedFiles",
      count(*) filter (where d.sha256 <> b.sha256) as "changedFiles",
      count(*) filter (where d.path is not null and d.sha256 is null) as "removedFiles"
    from (select count(*) as count, coalesce(sum(size), 0)::bigint as bytes from ${versionFiles(draft)} v) f
      left join (${datasetDraftEntries} d left join ${base} b on b.path = d.path) on d.dataset_version_id = ${draft.id}
    group by f.count, f.bytes`);
  return rows[0] ?? {};
}
