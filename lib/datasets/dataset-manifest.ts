import { eq, sql } from "drizzle-orm";
import { type Db, db } from "@/db/client";
import { blobs, datasetVersions } from "@/db/schema";
import type { MountedFile } from "@/lib/compute/workload";
import { versionFiles } from "@/lib/datasets/version-files";
import { notFound } from "@/lib/errors";

/** Every file of a version with the place of its bytes, by path: what a job mounts. Who may use it is decided by the caller. */
export async function datasetManifest(versionId: string, on: Db = db): Promise<readonly MountedFile[]> {
  const [version] = await on.select().from(datasetVersions).where(eq(datasetVersions.id, versionId));
  if (!version) throw notFound();
  const { rows } = await on.execute<MountedFile & Record<string, unknown>>(sql`
    select f.path, f.sha256, f.size, b.object_key as "objectKey", b.object_offset as "objectOffset"
    from ${versionFiles(version)} f join ${blobs} b on b.sha256 = f.sha256
    order by f.path collate "C"`);
  return rows;
}
