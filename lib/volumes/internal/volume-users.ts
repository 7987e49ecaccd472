import { and, asc, eq, inArray, isNull, notInArray } from "drizzle-orm";
import type { Db } from "@/db/client";
import { jobs, jobVolumes, projects } from "@/db/schema";
import type { JobStatus } from "@/db/values";
import type { SharedVolumeView } from "@/lib/volumes/shared-volume";

const ended: readonly JobStatus[] = ["succeeded", "failed", "cancelled"];

export type VolumeUser = SharedVolumeView["users"][number] & { readonly volumeId: string; readonly projectId: string };

/** Jobs that have not ended and mount one of these volumes. */
export async function volumeUsers(on: Db, volumeIds: readonly string[]): Promise<readonly VolumeUser[]> {
  if (volumeIds.length === 0) return [];
  return on
    .selectDistinct({
      volumeId: jobVolumes.volumeId,
      projectId: jobs.projectId,
      project: projects.slug,
      slug: jobs.slug,
      name: jobs.name,
    })
    .from(jobVolumes)
    .innerJoin(jobs, eq(jobs.id, jobVolumes.jobId))
    .innerJoin(projects, eq(projects.id, jobs.projectId))
    .where(and(inArray(jobVolumes.volumeId, [...volumeIds]), isNull(jobs.deletedAt), notInArray(jobs.status, [...ended])))
    .orderBy(asc(projects.slug), asc(jobs.slug))
    .limit(1000);
}
