import { and, asc, inArray, or } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { sharedVolumes } from "@/db/schema";
import { isUuid } from "@/lib/auth/authorize";
import { AppError, type FieldError, invalidField } from "@/lib/errors";
import { mountableIn } from "@/lib/volumes/internal/mountable-in";
import { volumesOf } from "@/lib/volumes/job-volumes";
import { mountsVolumes } from "@/lib/volumes/mounts-volumes";

export interface AskedVolume {
  /** A name or an id. */
  readonly volume: string;
  readonly target?: string | undefined;
  readonly readOnly?: boolean | undefined;
}

export interface ResolvedVolume {
  readonly volumeId: string;
  readonly target: string;
  readonly readOnly: boolean;
}

/** The shared volumes that a project's job asks for, held until the transaction ends: none is deleted or withdrawn meanwhile. Every wrong line is named. */
export async function resolveVolumes(tx: Tx, projectId: string, asked: readonly AskedVolume[]): Promise<readonly ResolvedVolume[]> {
  if (asked.length === 0) return [];
  if (!mountsVolumes()) throw invalidField("volumes.0.volume", "volumes.refused.onMachine");
  const words = asked.map(({ volume }) => volume);
  const rows = await tx
    .select()
    .from(sharedVolumes)
    .where(and(mountableIn(projectId), or(inArray(sharedVolumes.name, words), inArray(sharedVolumes.id, words.filter(isUuid)))))
    .orderBy(asc(sharedVolumes.id))
    .for("share");
  const refused: FieldError[] = [];
  const resolved = asked.flatMap(({ volume, target, readOnly }, at) => {
    const row = rows.find(({ id, name }) => id === volume || name === volume);
    if (!row) refused.push({ path: `volumes.${at}.volume`, key: "jobs.refused.volume", params: { name: volume } });
    else if (row.readOnly && readOnly === false)
      refused.push({ path: `volumes.${at}.readOnly`, key: "jobs.refused.volumeReadOnly", params: { name: row.name } });
    return row ? [{ volumeId: row.id, target: target ?? `/mnt/${row.name}`, readOnly: readOnly ?? row.readOnly }] : [];
  });
  const [first] = refused;
  if (first) throw new AppError("invalid", first.key, first.params, { fields: refused });
  return resolved;
}

/** Refuses a job whose shared volumes its project may not mount any more. */
export async function assertMountable(
  tx: Tx,
  job: { readonly id: string; readonly projectId: string; readonly name: string },
): Promise<void> {
  const wanted = await volumesOf(tx, job.id);
  if (wanted.length === 0) return;
  if (!mountsVolumes()) throw new AppError("conflict", "volumes.refused.onMachine");
  const ids = wanted.map(({ volume }) => volume.id);
  const rows = await tx
    .select({ id: sharedVolumes.id })
    .from(sharedVolumes)
    .where(and(mountableIn(job.projectId), inArray(sharedVolumes.id, ids)))
    .orderBy(asc(sharedVolumes.id))
    .for("share");
  const gone = wanted.find(({ volume }) => rows.every(({ id }) => id !== volume.id));
  if (gone) throw new AppError("conflict", "jobs.refused.volumeGone", { name: job.name, volume: gone.volume.name });
}
