import { createHash, type Hash } from "node:crypto";
import { db } from "@/db/client";
import { uploads } from "@/db/schema";
import { AppError } from "@/lib/errors";
import { objectStore } from "@/lib/storage/store";
import { ChecksumMismatch } from "@/lib/uploads/checksum";
import { completeUpload } from "@/lib/uploads/complete-upload";
import type { Lease } from "@/lib/uploads/lease";
import type { Upload } from "@/lib/uploads/open-upload";

/** Hashes of files that arrive in pieces through this process. One that is lost is made up for by reading the file again. */
const running = new Map<string, { readonly hash: Hash; readonly offset: number }>();
const maxRunning = 1_000;

/**
 * Writes what comes to the end of an upload and completes it when it is whole. What came before the source broke is kept.
 * Returns the new offset. Throws `too_large` when more comes than was said or than `maxBytes`.
 */
export async function receive(upload: Upload, lease: Lease, source: AsyncIterable<Uint8Array>, maxBytes: number): Promise<number> {
  const hash = takeHash(upload);
  let taken = 0;
  async function* counted() {
    for await (const bytes of source) {
      taken += bytes.length;
      if (upload.offset + taken > upload.size) throw new AppError("too_large", "uploads.moreThanSaid", { path: upload.path });
      if (taken > maxBytes) throw new AppError("too_large", "uploads.chunk", { maximum: maxBytes });
      if (!lease.isValid) throw new AppError("conflict", "uploads.busy", {}, { retryAfterSeconds: 5 });
      hash?.update(bytes);
      yield bytes;
    }
  }
  const { size, state, broken } = await objectStore().append(upload.objectKey, upload.state, upload.offset, counted(), {
    whole: upload.size,
  });
  if (broken instanceof ChecksumMismatch) throw broken;
  const kept = await db
    .update(uploads)
    .set({ offset: size, state, updatedAt: new Date() })
    .where(lease.isOurs)
    .returning({ id: uploads.id });
  if (kept.length === 0) throw new AppError("conflict", "uploads.busy", {}, { retryAfterSeconds: 5 });
  if (hash && size < upload.size) keepHash(upload.id, { hash, offset: size });
  if (broken instanceof AppError) throw broken;
  if (size === upload.size) await completeUpload({ ...upload, offset: size, state }, hash?.digest("hex"));
  return size;
}

/** The hash of all bytes so far, if this process has seen them all. */
function takeHash(upload: Upload): Hash | null {
  const known = running.get(upload.id);
  running.delete(upload.id);
  if (known?.offset === upload.offset) return known.hash;
  return upload.offset === 0 ? createHash("sha256") : null;
}

function keepHash(id: string, kept: { hash: Hash; offset: number }): void {
  running.set(id, kept);
  const [oldest] = running.keys();
  if (running.size > maxRunning && oldest !== undefined) running.delete(oldest);
}
