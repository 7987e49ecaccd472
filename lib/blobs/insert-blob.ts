import { sql } from "drizzle-orm";
import type { Db } from "@/db/client";
import { blobs } from "@/db/schema";
import type { StoredBlob } from "@/lib/blobs/put-blob";

/** Writes the row of a blob whose bytes lie whole under `key`. Returns where its bytes are kept: elsewhere when they were known already. */
export async function insertBlob(on: Db, blob: StoredBlob, key: string): Promise<string> {
  const [place] = await insertBlobs(on, [{ ...blob, offset: 0 }], key);
  if (place === undefined) throw new Error("insert returned no row");
  return place;
}

/** The same for blobs that lie one behind the other in one object. Returns every object that keeps one of them now. */
export async function insertBlobs(on: Db, packed: readonly (StoredBlob & { readonly offset: number })[], key: string): Promise<string[]> {
  // Each once, and in one order: two that insert the same ones must not wait for each other.
  const once = new Map(packed.map((blob) => [blob.sha256, blob]));
  const rows = await on
    .insert(blobs)
    .values(
      [...once.values()]
        .toSorted((a, b) => (a.sha256 < b.sha256 ? -1 : 1))
        .map(({ sha256, size, offset }) => ({ sha256, size, objectKey: key, objectOffset: offset })),
    )
    .onConflictDoUpdate({ target: blobs.sha256, set: { touchedAt: sql`now()` } })
    .returning({ objectKey: blobs.objectKey });
  return [...new Set(rows.map(({ objectKey }) => objectKey))];
}
