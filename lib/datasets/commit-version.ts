import { and, eq, isNull, sql } from "drizzle-orm";
import { db, type Tx, transaction } from "@/db/client";
import { datasetDraftEntries, datasetEntries, datasets, datasetVersions, uploadGrants, uploads, users } from "@/db/schema";
import type { Actor } from "@/lib/auth/actor";
import { recordChange } from "@/lib/changes/record-change";
import { authorizeVersion } from "@/lib/datasets/authorize-version";
import { removeUploads } from "@/lib/datasets/discard-draft";
import { lockDraft } from "@/lib/datasets/lock-draft";
import { manifestHash } from "@/lib/datasets/manifest-hash";
import { type CommittedView, toVersionView } from "@/lib/datasets/version";
import { type VersionFile, versionFiles } from "@/lib/datasets/version-files";
import { AppError } from "@/lib/errors";

type Dataset = typeof datasets.$inferSelect;
type Version = typeof datasetVersions.$inferSelect;

/**
 * Makes a draft the next version of its dataset; from then on it never changes. A draft with the same files as the newest
 * version makes no new one. Throws `conflict` while files are still on their way, `invalid` when it is empty or holds a
 * file where others have a folder.
 */
export async function commitVersion(actor: Actor, input: { readonly versionId: string; readonly note: string }): Promise<CommittedView> {
  const found = await authorizeVersion(actor, "dataset:write", input.versionId);
  const committed = await transaction(async (tx) => {
    const { dataset, draft } = await lockDraft(tx, found.dataset, found.version.id);
    await assertArrived(tx, dataset, draft);
    const files = await listAll(tx, draft);
    assertFits(files);
    const contentHash = manifestHash(files);
    const latest = await versionAt(tx, dataset);
    if (latest?.contentHash === contentHash) return { isUnchanged: true, version: await dropDraft(tx, actor, dataset, draft, latest) };
    const number = dataset.latestVersion + 1;
    const counts = await writeIntervals(tx, draft, number);
    await clear(tx, draft.id);
    const [version] = await tx
      .update(datasetVersions)
      .set({
        ...counts,
        number,
        status: "ready",
        note: input.note,
        contentHash,
        fileCount: files.length,
        totalBytes: files.reduce((sum, { size }) => sum + size, 0),
        committedAt: sql`now()`,
      })
      .where(eq(datasetVersions.id, draft.id))
      .returning();
    if (!version) throw new Error("update returned no row");
    await tx.update(datasets).set({ latestVersion: number, updatedAt: sql`now()` }).where(eq(datasets.id, dataset.id));
    await recordChange(tx, actor, {
      type: "dataset_version.committed",
      subject: { type: "dataset_version", id: version.id, name: `${dataset.name} v${number}` },
      projectId: dataset.projectId,
      fields: { number, files: version.fileCount, bytes: version.totalBytes, contentHash },
    });
    return { isUnchanged: false, version };
  });
  const [creator] = await db.select({ name: users.displayName }).from(users).where(eq(users.id, committed.version.createdBy));
  return { isUnchanged: committed.isUnchanged, version: toVersionView(committed.version, creator?.name ?? "") };
}

async function assertArrived(tx: Tx, dataset: Dataset, draft: Version): Promise<void> {
  const missing = await tx
    .select({ path: uploads.path })
    .from(uploads)
    .innerJoin(uploadGrants, eq(uploadGrants.id, uploads.grantId))
    .where(and(eq(uploadGrants.datasetVersionId, draft.id), isNull(uploads.completedAt)))
    .orderBy(uploads.path);
  const [first] = missing;
  if (first)
    throw new AppError("conflict", "datasets.version.stillArriving", { name: dataset.name, count: missing.length, path: first.path });
}

async function listAll(tx: Tx, draft: Version): Promise<readonly VersionFile[]> {
  const { rows } = await tx.execute<VersionFile & Record<string, unknown>>(
    sql`select path, sha256, size from ${versionFiles(draft)} f order by path collate "C"`,
  );
  return rows;
}

/** A disk cannot have both `a` and `a/b`. */
function assertFits(files: readonly VersionFile[]): void {
  if (files.length === 0) throw new AppError("invalid", "datasets.version.empty");
  const paths = new Set(files.map(({ path }) => path));
  for (const { path } of files) {
    for (let end = path.lastIndexOf("/"); end > 0; end = path.lastIndexOf("/", end - 1)) {
      const folder = path.slice(0, end);
      if (paths.has(folder)) throw new AppError("invalid", "datasets.version.fileAndFolder", { path: folder });
    }
  }
}

async function versionAt(tx: Tx, dataset: Dataset): Promise<Version | undefined> {
  const [latest] = await tx
    .select()
    .from(datasetVersions)
    .where(and(eq(datasetVersions.datasetId, dataset.id), eq(datasetVersions.number, dataset.latestVersion)));
  return latest;
}

async function dropDraft(tx: Tx, actor: Actor, dataset: Dataset, draft: Version, same: Version): Promise<Version> {
  await clear(tx, draft.id);
  await tx.delete(uploadGrants).where(eq(uploadGrants.datasetVersionId, draft.id));
  await tx.delete(datasetVersions).where(eq(datasetVersions.id, draft.id));
  await recordChange(tx, actor, {
    type: "dataset_version.unchanged",
    subject: { type: "dataset_version", id: same.id, name: `${dataset.name} v${same.number}` },
    projectId: dataset.projectId,
  });
  return same;
}

/** Ends the interval of what the new version no longer has and begins one for what is new: only differences are written. */
async function writeIntervals(tx: Tx, draft: Version, number: number) {
  const wanted = sql`wanted as (select path, sha256, size from ${versionFiles(draft)} f)`;
  const living = sql`e.dataset_id = ${draft.datasetId} and e.removed_in is null`;
  const { rows: ended } = await tx.execute<{ path: string }>(sql`
    with ${wanted} update ${datasetEntries} e set removed_in = ${number}
    where ${living} and not exists (select 1 from wanted w where w.path = e.path and w.sha256 = e.sha256)
    returning e.path`);
  const { rows: begun } = await tx.execute<{ path: string }>(sql`
    with ${wanted} insert into ${datasetEntries} (dataset_id, path, added_in, sha256, size)
    select ${draft.datasetId}, w.path, ${number}, w.sha256, w.size from wanted w
    where not exists (select 1 from ${datasetEntries} e where ${living} and e.path = w.path)
    returning path`);
  const before = new Set(ended.map(({ path }) => path));
  const changedFiles = begun.filter(({ path }) => before.has(path)).length;
  return { addedFiles: begun.length - changedFiles, changedFiles, removedFiles: ended.length - changedFiles };
}

async function clear(tx: Tx, versionId: string): Promise<void> {
  await removeUploads(tx, versionId);
  await tx.delete(datasetDraftEntries).where(eq(datasetDraftEntries.datasetVersionId, versionId));
  await tx.update(uploadGrants).set({ closedAt: sql`now()` }).where(eq(uploadGrants.datasetVersionId, versionId));
}
