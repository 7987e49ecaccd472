import { and, eq, isNull } from "drizzle-orm";
import { db, transaction } from "@/db/client";
import { outputUploads } from "@/db/schema";
import type { Actor } from "@/lib/auth/actor";
import { isUuid } from "@/lib/auth/authorize";
import { hashObject } from "@/lib/blobs/hash-object";
import { insertBlob } from "@/lib/blobs/insert-blob";
import { AppError, notFound } from "@/lib/errors";
import { MissingObject } from "@/lib/storage/object-store";
import type { SentPart } from "@/lib/storage/presigned";
import { authorizeAttemptToken } from "@/lib/workloads/authorize-workload";
import { type OutputUpload, partsOf } from "@/lib/workloads/internal/output-upload";
import { keepOutput } from "@/lib/workloads/output-manifest";
import { presignedStore } from "@/lib/workloads/presigned-store";
import type { CompleteUploadInput, StoredView } from "@/lib/workloads/workload";

/** A proxy on the way may give a request up after a minute. */
const usualPatienceMs = 20_000;

/** What this process reads back just now: who asks again waits for the same. */
const running = new Map<string, Promise<void>>();

/**
 * Makes an upload whose parts are all in the store an output of its attempt, once its bytes have been read back and are what the program said.
 * Repeating it changes nothing. Throws `invalid` and forgets the bytes when they are others, `unavailable` while reading takes long.
 */
export async function completeUpload(
  actor: Actor,
  { uploadId, parts, patienceMs = usualPatienceMs }: CompleteUploadInput & { readonly uploadId: string; readonly patienceMs?: number },
): Promise<StoredView> {
  const { attempt } = await authorizeAttemptToken(actor);
  presignedStore();
  const upload = await read(attempt.id, uploadId);
  if (upload.completedAt === null) {
    assertAll(upload, parts);
    await withinPatience(upload, run(upload, parts), patienceMs);
  }
  return { state: "stored" };
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
  const wanted = partsOf(upload.size).sizes.length;
  if (numbers.size !== parts.length || parts.length !== wanted || Math.max(...numbers) !== wanted)
    throw new AppError("invalid", "uploads.partsCount", { path: upload.path, count: wanted });
}

function run(upload: OutputUpload, parts: readonly SentPart[]): Promise<void> {
  const known = running.get(upload.id);
  if (known) return known;
  const done = finish(upload, parts).finally(() => running.delete(upload.id));
  running.set(upload.id, done);
  return done;
}

async function withinPatience({ path }: OutputUpload, done: Promise<void>, patienceMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const refusal = new AppError("unavailable", "uploads.checking", { path }, { retryAfterSeconds: 2 });
    timer = setTimeout(() => reject(refusal), patienceMs);
  });
  await Promise.race([done, late]).finally(() => clearTimeout(timer));
}

async function finish(upload: OutputUpload, parts: readonly SentPart[]): Promise<void> {
  const store = presignedStore();
  const { objectKey: key, size, claimedSha256: sha256, attemptId, path, modifiedAt } = upload;
  await store.completeParts(key, upload.storeUploadId, parts).catch((error: unknown) => {
    throw error instanceof MissingObject ? notFound() : error;
  });
  const isAsSaid = (await store.stat(key))?.size === size && (await hashObject(key)) === sha256;
  if (!isAsSaid) {
    await db.delete(outputUploads).where(isOpen(upload));
    await store.remove(key);
    throw new AppError("invalid", "uploads.hashMismatch", { path });
  }
  const keptAt = await transaction(async (tx) => {
    const [mine] = await tx
      .update(outputUploads)
      .set({ completedAt: new Date() })
      .where(isOpen(upload))
      .returning({ id: outputUploads.id });
    if (!mine) return null;
    const place = await insertBlob(tx, { sha256, size }, key);
    await keepOutput(tx, attemptId, { path, sha256, size, modifiedAt });
    return place;
  });
  // Another process was first, or the attempt has ended: what nothing names is swept later.
  if (keptAt === null) await read(attemptId, upload.id);
  else if (keptAt !== key) await store.remove(key);
}

function isOpen({ id }: OutputUpload) {
  return and(eq(outputUploads.id, id), isNull(outputUploads.completedAt));
}
