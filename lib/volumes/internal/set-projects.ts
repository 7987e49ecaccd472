import { and, eq, inArray, isNull } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { projects, sharedVolumeProjects } from "@/db/schema";
import { invalidField } from "@/lib/errors";

/** Names the projects that may mount a volume, in the place of those before. */
export async function setProjects(tx: Tx, volumeId: string, projectIds: readonly string[]): Promise<void> {
  const wanted = [...new Set(projectIds)];
  const found = await tx
    .select({ id: projects.id })
    .from(projects)
    .where(and(inArray(projects.id, wanted), isNull(projects.deletedAt)));
  if (found.length < wanted.length) throw invalidField("projectIds", "volumes.refused.projects");
  await tx.delete(sharedVolumeProjects).where(eq(sharedVolumeProjects.volumeId, volumeId));
  if (wanted.length > 0) await tx.insert(sharedVolumeProjects).values(wanted.map((projectId) => ({ volumeId, projectId })));
}
