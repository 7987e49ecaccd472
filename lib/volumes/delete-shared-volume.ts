import { eq, sql } from "drizzle-orm";
import { transaction } from "@/db/client";
import { sharedVolumes } from "@/db/schema";
import type { Actor } from "@/lib/auth/actor";
import { authorizePlatform } from "@/lib/auth/authorize";
import { recordChange } from "@/lib/changes/record-change";
import { assertUnused, holdVolume, wakeMounters } from "@/lib/volumes/internal/hold-volume";

/** Lets nobody mount it any more. Its files stay where they are. Refused while a job that has not ended mounts it. */
export async function deleteSharedVolume(actor: Actor, id: string): Promise<void> {
  await authorizePlatform(actor, "platform:volumes");
  await transaction(async (tx) => {
    const row = await holdVolume(tx, id);
    await assertUnused(tx, row, () => true);
    await tx
      .update(sharedVolumes)
      .set({ deletedAt: sql`now()`, version: row.version + 1 })
      .where(eq(sharedVolumes.id, id));
    await wakeMounters(tx, row);
    await recordChange(tx, actor, {
      type: "shared_volume.deleted",
      subject: { type: "shared_volume", id, name: row.name },
      projectId: null,
    });
  });
}
