import { asc } from "drizzle-orm";
import { db } from "@/db/client";
import { sharedVolumes } from "@/db/schema";
import type { Actor } from "@/lib/auth/actor";
import { authorize } from "@/lib/auth/authorize";
import { mountableIn } from "@/lib/volumes/internal/mountable-in";
import type { MountableVolumeView } from "@/lib/volumes/shared-volume";

/** The shared volumes that jobs of a project may mount; where their files are is the administrator's business. */
export async function listMountableVolumes(actor: Actor, projectId: string): Promise<readonly MountableVolumeView[]> {
  await authorize(actor, "job:read", projectId);
  const rows = await db.select().from(sharedVolumes).where(mountableIn(projectId)).orderBy(asc(sharedVolumes.name)).limit(500);
  return rows.map(({ id, name, description, source, readOnly }) => ({ id, name, description, kind: source.kind, readOnly }));
}
