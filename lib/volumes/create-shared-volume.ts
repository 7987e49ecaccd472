import { transaction } from "@/db/client";
import { sharedVolumes } from "@/db/schema";
import type { Actor } from "@/lib/auth/actor";
import { authorizePlatform } from "@/lib/auth/authorize";
import { recordChange } from "@/lib/changes/record-change";
import { AppError, invalidField, sqlState } from "@/lib/errors";
import { newId } from "@/lib/id";
import { setProjects } from "@/lib/volumes/internal/set-projects";
import { getSharedVolume } from "@/lib/volumes/list-shared-volumes";
import { mountsVolumes } from "@/lib/volumes/mounts-volumes";
import type { CreateSharedVolumeInput, SharedVolumeView } from "@/lib/volumes/shared-volume";

/** Lets jobs mount files that lie outside of Cairn. Whether they are there shows when the first job starts. */
export async function createSharedVolume(actor: Actor, input: CreateSharedVolumeInput): Promise<SharedVolumeView> {
  const { userId } = await authorizePlatform(actor, "platform:volumes");
  if (!mountsVolumes()) throw new AppError("conflict", "volumes.refused.onMachine");
  const { name, description, source, readOnly, projectIds } = input;
  const id = newId();
  try {
    await transaction(async (tx) => {
      const values = { id, name, description, source, readOnly, forAllProjects: projectIds === null, createdBy: userId };
      await tx.insert(sharedVolumes).values(values);
      await setProjects(tx, id, projectIds ?? []);
      await recordChange(tx, actor, {
        type: "shared_volume.created",
        subject: { type: "shared_volume", id, name },
        projectId: null,
        fields: { ...source, readOnly, projects: projectIds ?? "all" },
      });
    });
  } catch (error) {
    if (sqlState(error) === "23505") throw invalidField("name", "volumes.refused.name", { name });
    throw error;
  }
  return getSharedVolume(actor, id);
}
