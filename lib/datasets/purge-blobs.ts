import { and, eq, lt, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { blobs, datasetDraftEntries, datasetEntries, logChunks, manifestEntries, outputUploads, uploads } from "@/db/schema";
import { sqlState } from "@/lib/errors";
import { objectStore } from "@/lib/storage/store";

/** How long bytes that nothing names are kept: longer than any upload that may be about to name them. */
const graceDays = 2;
const batch = 500;

/**
 * Removes bytes that no manifest, draft or upload names and that nobody has touched for two days, and objects that have no
 * row. Rows go first: what refers to a blob holds its row by a foreign key, so that a purge can never win against it.
 */
export async function purgeBlobs(
  options: { readonly graceDays?: number } = {},
): Promise<{ readonly blobs: number; readonly objects: number }> {
  const grace = sql`now() - make_interval(secs => ${(options.graceDays ?? graceDays) * 86_400})`;
  let removed = 0;
  for (;;) {
    const candidates = await db
      .select({ sha256: blobs.sha256 })
      .from(blobs)
      .where(and(lt(blobs.touchedAt, grace), isUnnamed))
      .limit(batch);
    const gone = (await Promise.all(candidates.map(({ sha256 }) => forget(sha256, grace)))).filter((key) => key !== null);
    for (const key of gone) if (!(await isKept(key))) await objectStore().remove(key);
    removed += gone.length;
    if (candidates.length < batch || gone.length === 0) break;
  }
  return { blobs: removed, objects: await sweepObjects(options.graceDays ?? graceDays) };
}

const isUnnamed = and(
  ...[datasetEntries, datasetDraftEntries, manifestEntries, uploads].map(
    (table) => sql`not exists (select 1 from ${table} where ${table.sha256} = ${blobs.sha256})`,
  ),
);

/** Deletes the row if it is still old and unnamed; null when something has come to name it meanwhile. */
async function forget(sha256: string, grace: ReturnType<typeof sql>): Promise<string | null> {
  try {
    const [gone] = await db
      .delete(blobs)
      .where(and(eq(blobs.sha256, sha256), lt(blobs.touchedAt, grace), isUnnamed))
      .returning({ objectKey: blobs.objectKey });
    return gone?.objectKey ?? null;
  } catch (error) {
    // A manifest named it between the look and the deletion.
    if (sqlState(error) === "23503") return null;
    throw error;
  }
}

/** A packed object lives as long as one of its blobs. */
async function isKept(objectKey: string): Promise<boolean> {
  return (await db.$count(blobs, eq(blobs.objectKey, objectKey))) > 0;
}

/** Removes objects without a row, left by a process that died between the two, and pieces of uploads that nobody continued. */
async function sweepObjects(days: number): Promise<number> {
  const before = new Date(Date.now() - days * 86_400_000);
  let removed = await objectStore().removeUnfinished(new Date(before.getTime() - unfinishedDays * 86_400_000));
  let old: string[] = [];
  const flush = async () => {
    const orphans = await withoutRow(old);
    for (const key of orphans) await objectStore().remove(key);
    removed += orphans.length;
    old = [];
  };
  for (const prefix of ["blobs/", "logs/"]) {
    for await (const { key, modifiedAt } of objectStore().list(prefix)) {
      if (modifiedAt < before) old.push(key);
      if (old.length >= batch) await flush();
    }
  }
  await flush();
  return removed;
}

/** An unfinished upload may be continued for a week. */
export const unfinishedDays = 7;

/** One statement, and so one moment: an upload that is just becoming a blob is seen as the one or the other. */
async function withoutRow(keys: readonly string[]): Promise<readonly string[]> {
  if (keys.length === 0) return [];
  const { rows } = await db.execute<{ key: string }>(sql`
    select key from jsonb_array_elements_text(${JSON.stringify(keys)}::jsonb) key
    where not exists (select 1 from ${blobs} where ${blobs.objectKey} = key)
      and not exists (select 1 from ${uploads} where ${uploads.objectKey} = key and ${uploads.completedAt} is null)
      and not exists (select 1 from ${outputUploads} where ${outputUploads.objectKey} = key and ${outputUploads.completedAt} is null)
      and not exists (select 1 from ${logChunks} where ${logChunks.objectKey} = key)`);
  return rows.map(({ key }) => key);
}
