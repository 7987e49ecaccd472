import { db } from "@/db/client";
import { sharedVolumes } from "@/db/schema";
import { mountableIn } from "@/lib/volumes/internal/mountable-in";

/** Ids of the folders of file servers that a project may mount. */
export async function sharesOf(projectId: string): Promise<readonly string[]> {
  const rows = await db.select({ id: sharedVolumes.id, source: sharedVolumes.source }).from(sharedVolumes).where(mountableIn(projectId));
  return rows.flatMap(({ id, source }) => (source.kind === "nfs" ? [id] : []));
}
