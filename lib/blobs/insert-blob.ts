import { sql } from "drizzle-orm";
import type { Db } from "@/db/client";
import { blobs } from "@/db/schema";
import type { StoredBlob } from "@/lib/blobs/put-blob";

/** Writes the row of a blob whose bytes lie whole under `key`. Returns where its bytes are kept: elsewhere when they were known already. */
export async function insertBlob(on: Db, blob: StoredBlob, key: string): Promise<string> {
  const [row] = await on
    .insert(blobs)
    .values({ ...blob, objectKey: key })
    .onConflictDoUpdate({ target: blobs.sha256, set: { touchedAt: sql`now()` } })
    .returning({ objectKey: blobs.objectKey });
  if (!row) throw new Error("insert returned no row");
  return row.objectKey;
}
