import { and, eq, isNull } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { projects, sharedVolumeProjects, sharedVolumes } from "@/db/schema";
import { isUuid } from "@/lib/auth/authorize";
import { AppError, notFound } from "@/lib/errors";
import { type VolumeUser, volumeUsers } from "@/lib/volumes/internal/volume-users";
import { wake } from "@/lib/worker/wake";

/** A living volume for the rest of the transaction: no job that is submitted meanwhile mounts it before it is known what became of it. */
export async function holdVolume(tx: Tx, id: string): Promise<typeof sharedVolumes.$inferSelect> {
  const [row] = isUuid(id)
    ? await tx
        .select()
        .from(sharedVolumes)
        .where(and(eq(sharedVolumes.id, id), isNull(sharedVolumes.deletedAt)))
        .for("update")
    : [];
  if (!row) throw notFound();
  return row;
}

/** Refuses while jobs mount it that have not ended, of those projects for which `isMeant` is true. */
export async function assertUnused(
  tx: Tx,
  { id, name }: typeof sharedVolumes.$inferSelect,
  isMeant: (user: VolumeUser) => boolean,
): Promise<void> {
  const users = (await volumeUsers(tx, [id])).filter(isMeant);
  if (users.length === 0) return;
  const [first = "", second = ""] = users.map((user) => `${user.project}/${user.slug}`);
  throw new AppError("conflict", "volumes.refused.inUse", { name, count: users.length, first, second });
}

/** The places of projects agree with what they may mount again. */
export async function wakeMounters(tx: Tx, { id, source, forAllProjects }: typeof sharedVolumes.$inferSelect): Promise<void> {
  if (source.kind === "claim") return;
  const rows = forAllProjects
    ? await tx.select({ id: projects.id }).from(projects).where(isNull(projects.deletedAt))
    : await tx.select({ id: sharedVolumeProjects.projectId }).from(sharedVolumeProjects).where(eq(sharedVolumeProjects.volumeId, id));
  const ids = rows.map((row) => row.id);
  if (ids.length > 0) await wake(tx, "tenant", ids);
}
