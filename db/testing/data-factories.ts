import { eq } from "drizzle-orm";
import { db } from "@/db/client";
import { datasetDraftEntries, datasetEntries, datasets, datasetVersions, uploadGrants } from "@/db/schema";
import { putBlob } from "@/lib/blobs/put-blob";
import { newId } from "@/lib/id";
import { hashToken, makeToken } from "@/lib/keys/token";

let count = 0;

type Dataset = typeof datasets.$inferSelect;
type Version = typeof datasetVersions.$inferSelect;

/** A dataset without versions. */
export async function aDataset(
  project: { id: string; createdBy: string },
  values: Partial<typeof datasets.$inferInsert> = {},
): Promise<Dataset> {
  count += 1;
  const slug = values.slug ?? `dataset-${count}`;
  const [row] = await db
    .insert(datasets)
    .values({ id: newId(), projectId: project.id, slug, name: slug, createdBy: project.createdBy, ...values })
    .returning();
  if (!row) throw new Error("insert returned no row");
  return row;
}

/** An open draft, with files by path and text. */
export async function aDraft(dataset: Dataset, files: Readonly<Record<string, string>> = {}): Promise<Version> {
  const base = dataset.latestVersion === 0 ? null : dataset.latestVersion;
  const [row] = await db
    .insert(datasetVersions)
    .values({ id: newId(), datasetId: dataset.id, status: "draft", baseNumber: base, createdBy: dataset.createdBy })
    .returning();
  if (!row) throw new Error("insert returned no row");
  for (const [path, text] of Object.entries(files)) {
    const blob = await putBlob(Buffer.from(text));
    await db.insert(datasetDraftEntries).values({ datasetVersionId: row.id, path, ...blob });
  }
  return row;
}

/** A committed first version, with files by path and text. */
export async function aVersion(dataset: Dataset, files: Readonly<Record<string, string>>): Promise<Version> {
  const entries = await Promise.all(Object.entries(files).map(async ([path, text]) => ({ path, ...(await putBlob(Buffer.from(text))) })));
  const [row] = await db
    .insert(datasetVersions)
    .values({
      id: newId(),
      datasetId: dataset.id,
      number: 1,
      status: "ready",
      fileCount: entries.length,
      totalBytes: entries.reduce((sum, { size }) => sum + size, 0),
      addedFiles: entries.length,
      createdBy: dataset.createdBy,
      committedAt: new Date(),
    })
    .returning();
  if (!row) throw new Error("insert returned no row");
  await db.insert(datasetEntries).values(entries.map((entry) => ({ datasetId: dataset.id, addedIn: 1, ...entry })));
  await db.update(datasets).set({ latestVersion: 1 }).where(eq(datasets.id, dataset.id));
  return row;
}

/** A permission to upload into a draft, with its token. */
export async function anUploadGrant(
  project: { id: string },
  draft: Version,
  values: Partial<typeof uploadGrants.$inferInsert> = {},
): Promise<{ readonly id: string; readonly token: string }> {
  const token = makeToken("upload");
  const id = newId();
  await db.insert(uploadGrants).values({
    id,
    tokenHash: hashToken(token),
    datasetVersionId: draft.id,
    projectId: project.id,
    userId: draft.createdBy,
    maxBytes: 1_000_000_000,
    maxFiles: 1_000,
    expiresAt: new Date(Date.now() + 3_600_000),
    ...values,
  });
  return { id, token };
}
