import { eq, sql } from "drizzle-orm";
import { transaction } from "@/db/client";
import { sharedVolumes } from "@/db/schema";
import type { Actor } from "@/lib/auth/actor";
import { authorizePlatform } from "@/lib/auth/authorize";
import { recordChange } from "@/lib/changes/record-change";
import { AppError } from "@/lib/errors";
import { assertUnused, holdVolume, wakeMounters } from "@/lib/volumes/internal/hold-volume";
import { setProjects } from "@/lib/volumes/internal/set-projects";
import { getSharedVolume } from "@/lib/volumes/list-shared-volumes";
import type { SharedVolumeView, UpdateSharedVolumeInput } from "@/lib/volumes/shared-volume";

/**
 * Changes what a shared volume is for, and who may mount it how. What runs goes on as it was started; a project whose jobs still mount it
 * keeps it until they have ended. `ifMatch` is the version that was read.
 */
export async function updateSharedVolume(
  actor: Actor,
  input: UpdateSharedVolumeInput & { readonly id: string; readonly ifMatch?: number | null },
): Promise<SharedVolumeView> {
  await authorizePlatform(actor, "platform:volumes");
  const { id, ifMatch, description, readOnly, projectIds } = input;
  await transaction(async (tx) => {
    const before = await holdVolume(tx, id);
    if (ifMatch != null && ifMatch !== before.version) throw new AppError("stale", "errors.stale");
    if (projectIds !== undefined) {
      const named = projectIds;
      if (named !== null) await assertUnused(tx, before, ({ projectId }) => !named.includes(projectId));
      await wakeMounters(tx, before);
      await setProjects(tx, id, named ?? []);
    }
    await tx
      .update(sharedVolumes)
      .set({
        description: description ?? before.description,
        readOnly: readOnly ?? before.readOnly,
        forAllProjects: projectIds === undefined ? before.forAllProjects : projectIds === null,
        version: before.version + 1,
        updatedAt: sql`now()`,
      })
      .where(eq(sharedVolumes.id, id));
    await recordChange(tx, actor, {
      type: "shared_volume.updated",
      subject: { type: "shared_volume", id, name: before.name },
      projectId: null,
      fields: { description, readOnly, ...(projectIds !== undefined && { projects: projectIds ?? "all" }) },
    });
  });
  return getSharedVolume(actor, id);
}
