import { and, asc, eq, inArray, isNull, type SQL } from "drizzle-orm";
import { db } from "@/db/client";
import { projects, sharedVolumeProjects, sharedVolumes } from "@/db/schema";
import type { Actor } from "@/lib/auth/actor";
import { authorizePlatform, isUuid } from "@/lib/auth/authorize";
import { notFound } from "@/lib/errors";
import { volumeUsers } from "@/lib/volumes/internal/volume-users";
import type { SharedVolumeView } from "@/lib/volumes/shared-volume";

/** All shared volumes of the installation, with who may mount them and who does. */
export async function listSharedVolumes(actor: Actor): Promise<readonly SharedVolumeView[]> {
  await authorizePlatform(actor, "platform:read");
  return read();
}

/** One of them, by its name or id. */
export async function getSharedVolume(actor: Actor, word: string): Promise<SharedVolumeView> {
  await authorizePlatform(actor, "platform:read");
  const [view] = await read(isUuid(word) ? eq(sharedVolumes.id, word) : eq(sharedVolumes.name, word));
  if (!view) throw notFound();
  return view;
}

async function read(which?: SQL): Promise<SharedVolumeView[]> {
  const rows = await db
    .select()
    .from(sharedVolumes)
    .where(and(isNull(sharedVolumes.deletedAt), which))
    .orderBy(asc(sharedVolumes.name))
    .limit(500);
  const ids = rows.map(({ id }) => id);
  const [named, users] = await Promise.all([readProjects(ids), volumeUsers(db, ids)]);
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    description: row.description,
    source: row.source,
    readOnly: row.readOnly,
    projects: row.forAllProjects
      ? null
      : named.filter(({ volumeId }) => volumeId === row.id).map(({ id, slug, name }) => ({ id, slug, name })),
    users: users.filter(({ volumeId }) => volumeId === row.id).map(({ project, slug, name }) => ({ project, slug, name })),
    createdAt: row.createdAt.toISOString(),
    version: row.version,
  }));
}

async function readProjects(volumeIds: readonly string[]) {
  return db
    .select({ volumeId: sharedVolumeProjects.volumeId, id: projects.id, slug: projects.slug, name: projects.name })
    .from(sharedVolumeProjects)
    .innerJoin(projects, eq(projects.id, sharedVolumeProjects.projectId))
    .where(and(inArray(sharedVolumeProjects.volumeId, [...volumeIds]), isNull(projects.deletedAt)))
    .orderBy(asc(projects.slug));
}
