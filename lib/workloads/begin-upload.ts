import { and, eq, isNull, sql } from "drizzle-orm";
import { db, transaction } from "@/db/client";
import { attempts, outputUploads } from "@/db/schema";
import type { Actor } from "@/lib/auth/actor";
import { AppError } from "@/lib/errors";
import { newId } from "@/lib/id";
import { objectKey } from "@/lib/storage/object-key";
import { parsePath } from "@/lib/storage/parse-path";
import { authorizeAttemptToken } from "@/lib/workloads/authorize-workload";
import { abortUploads } from "@/lib/workloads/end-workload";
import { type OutputUpload, partsOf } from "@/lib/workloads/internal/output-upload";
import { projectHas } from "@/lib/workloads/internal/project-has";
import { keepOutput, type OutputEntry } from "@/lib/workloads/output-manifest";
import { addressSeconds, presignedStore } from "@/lib/workloads/presigned-store";
import type { BeginUploadInput, OutputUploadView } from "@/lib/workloads/workload";

/**
 * Opens the way for one output of an attempt: addresses by which its bytes go straight into the store. The same file again goes on where it was,
 * with fresh addresses; another one under its path takes its place. Bytes that the project has already are an output at once.
 */
export async function beginUpload(actor: Actor, input: BeginUploadInput): Promise<OutputUploadView> {
  const { attempt, job } = await authorizeAttemptToken(actor);
  const store = presignedStore();
  const file = { ...input, path: parsePath(input.path), modifiedAt: new Date(input.modifiedAt) };
  if (await isStoredAlready(attempt.id, job.projectId, file)) return { state: "stored" };
  const upload = (await goOn(attempt.id, file)) ?? (await begin(attempt.id, file));
  const { partBytes, sizes } = partsOf(file.size);
  const parts = sizes.map(async (size, index) => {
    const part = { number: index + 1, size };
    return { number: part.number, url: await store.presignPart(upload.objectKey, upload.storeUploadId, part, addressSeconds) };
  });
  return { state: "wanted", uploadId: upload.id, partBytes, parts: await Promise.all(parts) };
}

async function isStoredAlready(attemptId: string, projectId: string, file: OutputEntry): Promise<boolean> {
  const replaced = await transaction(async (tx) => {
    if (!(await projectHas(tx, projectId, file))) return null;
    await keepOutput(tx, attemptId, file);
    return tx.delete(outputUploads).where(underPath(attemptId, file.path)).returning();
  });
  if (replaced) await abortUploads(replaced.filter(({ completedAt }) => completedAt === null));
  return replaced !== null;
}

async function goOn(attemptId: string, { path, size, sha256, modifiedAt }: OutputEntry): Promise<OutputUpload | null> {
  const same = and(underPath(attemptId, path), eq(outputUploads.size, size), eq(outputUploads.claimedSha256, sha256));
  const [known] = await db
    .update(outputUploads)
    .set({ askedAt: sql`now()`, modifiedAt })
    .where(and(same, isNull(outputUploads.completedAt)))
    .returning();
  return known ?? null;
}

async function begin(attemptId: string, { path, size, sha256, modifiedAt }: OutputEntry): Promise<OutputUpload> {
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
    const replaced = await tx.delete(outputUploads).where(underPath(attemptId, path)).returning();
    const [mine] = await tx
      .insert(outputUploads)
      .values({ id: newId(), attemptId, path, size, claimedSha256: sha256, modifiedAt, objectKey: key, storeUploadId })
      .returning();
    if (!mine) throw new Error("insert returned no row");
    return { mine, replaced };
  });
  await abortUploads(replaced.filter(({ completedAt }) => completedAt === null));
  return mine;
}

function underPath(attemptId: string, path: string) {
  return and(eq(outputUploads.attemptId, attemptId), eq(outputUploads.path, path));
}
