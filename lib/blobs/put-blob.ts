import { createHash } from "node:crypto";
import { db } from "@/db/client";
import { insertBlob } from "@/lib/blobs/insert-blob";
import { objectKey } from "@/lib/storage/object-key";
import type { ByteSource } from "@/lib/storage/object-store";
import { objectStore } from "@/lib/storage/store";

export interface StoredBlob {
  readonly sha256: string;
  /** Bytes. */
  readonly size: number;
}

/**
 * Stores bytes under their SHA-256, hashing while they stream. Bytes that are there already are stored once. The blob is
 * kept for two days at least: a manifest must name it by then. Throws `unavailable` when the disk is full. Not for use in
 * a transaction.
 */
export async function putBlob(source: ByteSource): Promise<StoredBlob> {
  const key = objectKey("blobs");
  const hash = createHash("sha256");
  const { size } = await objectStore().put(key, source instanceof Uint8Array ? hashed([source], hash) : hashed(source, hash));
  const blob = { sha256: hash.digest("hex"), size };
  const keptAt = await insertBlob(db, blob, key);
  if (keptAt !== key) await objectStore().remove(key);
  return blob;
}

async function* hashed(source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>, hash: ReturnType<typeof createHash>) {
  for await (const bytes of source) {
    hash.update(bytes);
    yield bytes;
  }
}
