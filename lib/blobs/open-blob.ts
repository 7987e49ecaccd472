import type { Readable } from "node:stream";
import { eq } from "drizzle-orm";
import { db } from "@/db/client";
import { blobs } from "@/db/schema";
import { notFound } from "@/lib/errors";
import type { ByteRange } from "@/lib/storage/object-store";
import { objectStore } from "@/lib/storage/store";

/** The bytes of a blob, or those from `start` up to, not including, `end`. Who may read them is decided by the caller. Throws `not_found`. */
export async function openBlob(sha256: string, range: ByteRange = {}): Promise<Readable> {
  const [blob] = await db.select().from(blobs).where(eq(blobs.sha256, sha256));
  if (!blob) throw notFound();
  const start = Math.min(range.start ?? 0, blob.size);
  const end = Math.min(range.end ?? blob.size, blob.size);
  return objectStore().get(blob.objectKey, { start: blob.objectOffset + start, end: blob.objectOffset + end });
}
