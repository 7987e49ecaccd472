import { db } from "@/db/client";
import { sharedVolumeProjects, sharedVolumes } from "@/db/schema";
import { newId } from "@/lib/id";

type Given = Partial<typeof sharedVolumes.$inferInsert> & { readonly projectIds?: readonly string[] };

/** A folder of a file server that every project may write to, unless said. */
export async function aSharedVolume({ projectIds, ...given }: Given = {}) {
  const id = newId();
  const source = { kind: "nfs", server: "files.example", path: "/export" } as const;
  const values = { id, name: `v-${id.slice(-12)}`, source, readOnly: false, forAllProjects: projectIds === undefined, ...given };
  const [row] = await db.insert(sharedVolumes).values(values).returning();
  if (!row) throw new Error("insert returned no row");
  if (projectIds?.length) await db.insert(sharedVolumeProjects).values(projectIds.map((projectId) => ({ volumeId: row.id, projectId })));
  return row;
}
