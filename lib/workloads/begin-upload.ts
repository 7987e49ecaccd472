import { and, eq, isNull, sql } from "drizzle-orm";
import { db, type Tx, transaction } from "@/db/client";
import { attempts, outputUploads } from "@/db/schema";
import type { Actor } from "@/lib/auth/actor";
import { AppError } from "@/lib/errors";
import { newId } from "@/lib/id";
import { objectKey } from "@/lib/storage/object-key";
import { parsePath } from "@/lib/storage/parse-path";
import { authorizeAttemptToken } from "@/lib/workloads/authorize-workload";
import { abortUploads, type UnfinishedUpload } from "@/lib/workloads/end-workload";
import { announced, bytesOf, type OutputUpload, partsOf } from "@/lib/workloads/internal/output-upload";
import { projectHas } from "@/lib/workloads/internal/project-has";
import { keepOutputs, type OutputEntry } from "@/lib/workloads/output-manifest";
import { addressSeconds, presignedStore } from "@/lib/workloads/presigned-store";
import type { BeginUploadInput, OutputUploadView } from "@/lib/workloads/workload";

/** An attempt has so many uploads on their way at most: a program that only begins some would fill the store with what nobody sees. */
const mostOpen = 64;

/**
 * Opens the way for outputs of an attempt: addresses by which their bytes, one file behind the other, go straight into the store as one object.
 * Bytes that the project has already are outputs at once. The same files again go on where they were, with fresh addresses; another file under the
 * path of one takes its place. Throws `conflict` while too many uploads are on their way.
 */
export async function beginUpload(actor: Actor, input: BeginUploadInput): Promise<OutputUploadView> {
  const { attempt, job } = await authorizeAttemptToken(actor);
  const store = presignedStore();
  const files = input.files.map((file, index) => ({
    ...file,
    path: parsePath(file.path, `files.${index}.path`),
    modifiedAt: new Date(file.modifiedAt),
  }));
  assertDistinct(files);
  const known = await keepKnown(attempt.id, job.projectId, files);
  const wanted = files.filter(({ sha256 }) => !known.has(sha256));
  if (wanted.length === 0) return { state: "stored" };
  const upload = (await goOn(attempt.id, wanted)) ?? (await begin(attempt.id, wanted));
  const { partBytes, sizes } = partsOf(bytesOf(wanted));
  const parts = sizes.map(async (size, index) => {
    const part = { number: index + 1, size };
    return { number: part.number, url: await store.presignPart(upload.objectKey, upload.storeUploadId, part, addressSeconds) };
  });
  return { state: "wanted", uploadId: upload.id, wanted: wanted.map(({ path }) => path), partBytes, parts: await Promise.all(parts) };
}

function assertDistinct(files: readonly OutputEntry[]): void {
  const seen = new Set<string>();
  for (const { path } of files) {
    if (seen.has(path)) throw new AppError("invalid", "uploads.pathTwice", { path });
    seen.add(path);
  }
}

/** Makes outputs of those whose bytes the project has. Returns these sums. */
async function keepKnown(attemptId: string, projectId: string, files: readonly OutputEntry[]): Promise<ReadonlySet<string>> {
  const { known, replaced } = await transaction(async (tx) => {
    const known = await projectHas(tx, projectId, files);
    const kept = files.filter(({ sha256 }) => known.has(sha256));
    await keepOutputs(tx, attemptId, kept);
    return { known, replaced: await forgetPaths(tx, attemptId, kept) };
  });
  await abortUploads(replaced);
  return known;
}

async function goOn(attemptId: string, files: readonly OutputEntry[]): Promise<OutputUpload | null> {
  const same = sql`${outputUploads.files} = ${JSON.stringify(files.map(announced))}::jsonb`;
  const [known] = await db
    .update(outputUploads)
    .set({ askedAt: sql`now()` })
    .where(and(eq(outputUploads.attemptId, attemptId), same, isNull(outputUploads.completedAt)))
    .returning();
  return known ?? null;
}

async function begin(attemptId: string, files: readonly OutputEntry[]): Promise<OutputUpload> {
  const key = objectKey("blobs");
  const storeUploadId = await presignedStore().beginParts(key);
  const { mine, replaced } = await transaction(async (tx) => {
    // One after the other: two for the same path would both take its place.
    const [living] = await tx
      .select({ id: attempts.id })
      .from(attempts)
      .where(and(eq(attempts.id, attemptId), isNull(attempts.flushedAt)))
      .for("no key update");
    if (!living) throw new AppError("unauthenticated", "errors.unauthenticated");
    const replaced = await forgetPaths(tx, attemptId, files);
    const isOpen = and(eq(outputUploads.attemptId, attemptId), isNull(outputUploads.completedAt));
    if ((await tx.$count(outputUploads, isOpen)) >= mostOpen) throw new AppError("conflict", "uploads.tooManyOpen", { limit: mostOpen });
    const [mine] = await tx
      .insert(outputUploads)
      .values({ id: newId(), attemptId, files: files.map(announced), objectKey: key, storeUploadId })
      .returning();
    if (!mine) throw new Error("insert returned no row");
    return { mine, replaced };
  }).catch(async (error: unknown) => {
    await abortUploads([{ objectKey: key, storeUploadId }]);
    throw error;
  });
  await abortUploads(replaced);
  return mine;
}

/** Forgets uploads with a file under one of these paths. Returns those that were on their way: for `abortUploads`, after the commit. */
async function forgetPaths(tx: Tx, attemptId: string, files: readonly OutputEntry[]): Promise<readonly UnfinishedUpload[]> {
  if (files.length === 0) return [];
  const paths = JSON.stringify(files.map(({ path }) => path));
  const hasOne = sql`exists (select 1 from jsonb_array_elements(${outputUploads.files}) file where ${paths}::jsonb ? (file ->> 'path'))`;
  const gone = await tx
    .delete(outputUploads)
    .where(and(eq(outputUploads.attemptId, attemptId), hasOne))
    .returning();
  return gone.filter(({ completedAt }) => completedAt === null);
}
