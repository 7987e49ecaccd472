import { asc, eq } from "drizzle-orm";
import { type Db, db } from "@/db/client";
import { jobVolumes, sharedVolumes } from "@/db/schema";
import type { Mount } from "@/lib/compute/workload";

/** What a job mounts of shared volumes, in its order. */
export async function volumesOf(on: Db, jobId: string) {
  return on
    .select({ volume: sharedVolumes, target: jobVolumes.target, readOnly: jobVolumes.readOnly })
    .from(jobVolumes)
    .innerJoin(sharedVolumes, eq(sharedVolumes.id, jobVolumes.volumeId))
    .where(eq(jobVolumes.jobId, jobId))
    .orderBy(asc(jobVolumes.position));
}

/** The same as mounts: what has become read-only since is mounted so. */
export async function volumeMounts(jobId: string): Promise<readonly Mount[]> {
  return (await volumesOf(db, jobId)).map(({ volume: { id, source, readOnly: isLocked }, target, readOnly }) => ({
    target,
    readOnly: readOnly || isLocked,
    source: source.kind === "claim" ? { kind: "claim", name: source.claim } : { ...source, id },
  }));
}
