import { and, asc, eq, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { blobs, manifestEntries } from "@/db/schema";
import type { MountedFile } from "@/lib/compute/workload";

/** The files of an attempt's outputs, a model version or a job's code, by path, with the place of their bytes. */
export async function listManifest(ownerType: "attempt" | "model_version" | "code", ownerId: string): Promise<readonly MountedFile[]> {
  return db
    .select({
      path: manifestEntries.path,
      sha256: manifestEntries.sha256,
      size: manifestEntries.size,
      objectKey: blobs.objectKey,
      objectOffset: blobs.objectOffset,
    })
    .from(manifestEntries)
    .innerJoin(blobs, eq(blobs.sha256, manifestEntries.sha256))
    .where(and(eq(manifestEntries.ownerType, ownerType), eq(manifestEntries.ownerId, ownerId)))
    .orderBy(asc(sql`${manifestEntries.path} collate "C"`));
}
