import { and, eq, exists, isNull, or, type SQL, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { sharedVolumeProjects, sharedVolumes } from "@/db/schema";

/** The living volumes that jobs of a project may mount. */
export function mountableIn(projectId: string): SQL | undefined {
  const isNamed = db
    .select({ one: sql`1` })
    .from(sharedVolumeProjects)
    .where(and(eq(sharedVolumeProjects.volumeId, sharedVolumes.id), eq(sharedVolumeProjects.projectId, projectId)));
  return and(isNull(sharedVolumes.deletedAt), or(eq(sharedVolumes.forAllProjects, true), exists(isNamed)));
}
