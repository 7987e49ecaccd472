import { and, eq, isNull } from "drizzle-orm";
import { db, transaction } from "@/db/client";
import { outputUploads } from "@/db/schema";
import type { Actor } from "@/lib/auth/actor";
import { isUuid } from "@/lib/auth/authorize";
import { insertBlobs } from "@/lib/blobs/insert-blob";
import { AppError, notFound } from "@/lib/errors";
import { MissingObject } from "@/lib/storage/object-store";
import type { SentPart } from "@/lib/storage/presigned";
import { authorizeAttemptToken } from "@/lib/workloads/authorize-workload";
import { differingFiles } from "@/lib/workloads/internal/check-files";
import { bytesOf, type OutputUpload, partsOf } from "@/lib/workloads/internal/output-upload";
import { keepOutputs } from "@/lib/workloads/output-manifest";
import { presignedStore } from "@/lib/workloads/presigned-store";
import type { CompletedUploadView, CompleteUploadInput } from "@/lib/workloads/workload";

/** A proxy on the way may give a request up after a minute. */
const usualPatienceMs = 20_000;

/** What this process reads back just now: who asks again waits for the same. */
const running = new Map<string, Promise<OutputUpload>>();

/**
 * Makes outputs of the files of an upload whose parts are all in the store, once their bytes have been read back. Those whose bytes are others than
 * the program said are named and not kept. Repeating it changes nothing and answers the same. Throws `unavailable` while reading takes long.
 */
export async function completeUpload(
  actor: Actor,
  { uploadId, parts, patienceMs = usualPatienceMs }: CompleteUploadInput & { readonly uploadId: string; readonly patienceMs?: number },
): Promise<CompletedUploadView> {
  const { attempt } = await authorizeAttemptToken(actor);
  presignedStore();
  const upload = await read(attempt.id, uploadId);
  if (upload.completedAt !== null) return { refused: upload.refused };
  assertAll(upload, parts);
  const { refused } = await withinPatience(upload, run(upload, parts), patienceMs);
  return { refused };
}

async function read(attemptId: string, id: string): Promise<OutputUpload> {
  const [found] = isUuid(id)
    ? await db
        .select()
        .from(outputUploads)
        .where(and(eq(outputUploads.id, id), eq(outputUploads.attemptId, attemptId)))
    : [];
  if (!found) throw notFound();
  return found;
}

function assertAll(upload: OutputUpload, parts: readonly SentPart[]): void {
  const numbers = new Set(parts.map(({ number }) => number));
  const wanted = partsOf(bytesOf(upload.files)).sizes.length;
  if (numbers.size !== parts.length || parts.length !== wanted || Math.max(...numbers) !== wanted)
    throw new AppError("invalid", "uploads.partsCount", { path: nameOf(upload), count: wanted });
}

/** One file stands for all of them in a sentence. */
function nameOf({ files }: OutputUpload): string {
  return files[0]?.path ?? "";
}

function run(upload: OutputUpload, parts: readonly SentPart[]): Promise<OutputUpload> {
  const known = running.get(upload.id);
  if (known) return known;
  const done = finish(upload, parts).finally(() => running.delete(upload.id));
  running.set(upload.id, done);
  return done;
}

async function withinPatience<T>(upload: OutputUpload, done: Promise<T>, patienceMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const refusal = new AppError("unavailable", "uploads.checking", { path: nameOf(upload) }, { retryAfterSeconds: 2 });
    timer = setTimeout(() => reject(refusal), patienceMs);
  });
  return Promise.race([done, late]).finally(() => clearTimeout(timer));
}

async function finish(upload: OutputUpload, parts: readonly SentPart[]): Promise<OutputUpload> {
  const store = presignedStore();
  const { objectKey: key, attemptId } = upload;
  await store.completeParts(key, upload.storeUploadId, parts).catch((error: unknown) => {
    throw error instanceof MissingObject ? notFound() : error;
  });
  const refused = await differingFiles(key, upload.files);
  const { done, isNeeded } = await transaction(async (tx) => {
    const [done] = await tx
      .update(outputUploads)
      .set({ completedAt: new Date(), refused: [...refused] })
      .where(and(eq(outputUploads.id, upload.id), isNull(outputUploads.completedAt)))
      .returning();
    const kept = placed(upload).filter(({ path }) => !refused.has(path));
    if (!done || kept.length === 0) return { done, isNeeded: false };
    const places = await insertBlobs(tx, kept, key);
    await keepOutputs(tx, attemptId, kept);
    return { done, isNeeded: places.includes(key) };
  });
  // Another process was first, or the attempt has ended: what nothing names is swept later.
  if (!done) return read(attemptId, upload.id);
  if (!isNeeded) await store.remove(key);
  return done;
}

/** The files of an upload with the place of each in the object. */
function placed({ files }: OutputUpload) {
  let end = 0;
  return files.map(({ modifiedAt, ...file }) => {
    end += file.size;
    return { ...file, modifiedAt: new Date(modifiedAt), offset: end - file.size };
  });
}
