import { and, desc, eq, inArray, isNull, notInArray, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { attempts, datasetVersions, endpoints, jobInputs, jobs, models, modelVersions, revisions } from "@/db/schema";
import type { JobStatus } from "@/db/values";
import type { Actor } from "@/lib/auth/actor";
import { authorizeVersion } from "@/lib/datasets/authorize-version";
import type { VersionUsers } from "@/lib/datasets/lineage";

const ended: readonly JobStatus[] = ["succeeded", "failed", "cancelled"];

/** Jobs that have not ended and read some version of a dataset: why it cannot be deleted. */
export async function unfinishedJobsOf(datasetId: string): Promise<readonly string[]> {
  const rows = await db
    .selectDistinct({ name: jobs.name })
    .from(jobs)
    .innerJoin(jobInputs, eq(jobInputs.jobId, jobs.id))
    .innerJoin(datasetVersions, eq(datasetVersions.id, jobInputs.datasetVersionId))
    .where(and(eq(datasetVersions.datasetId, datasetId), isNull(jobs.deletedAt), notInArray(jobs.status, [...ended])))
    .orderBy(jobs.name);
  return rows.map(({ name }) => name);
}

const most = 20;

/** The lineage of a version upwards, the newest first; within its project. */
export async function listVersionUsers(actor: Actor, versionId: string): Promise<VersionUsers> {
  await authorizeVersion(actor, "dataset:read", versionId);
  const readers = db.select({ id: jobInputs.jobId }).from(jobInputs).where(eq(jobInputs.datasetVersionId, versionId));
  const made = db
    .select({ id: modelVersions.id })
    .from(modelVersions)
    .innerJoin(attempts, eq(attempts.id, modelVersions.attemptId))
    .where(inArray(attempts.jobId, readers));
  const [jobRows, modelRows, endpointRows] = await Promise.all([
    db
      .select({ id: jobs.id, slug: jobs.slug, name: jobs.name, status: jobs.status })
      .from(jobs)
      .where(and(inArray(jobs.id, readers), isNull(jobs.deletedAt)))
      .orderBy(desc(jobs.createdAt))
      .limit(most),
    db
      .select({ id: models.id, slug: models.slug, name: models.name, number: modelVersions.number })
      .from(modelVersions)
      .innerJoin(models, eq(models.id, modelVersions.modelId))
      .where(and(inArray(modelVersions.id, made), isNull(models.deletedAt)))
      .orderBy(desc(modelVersions.createdAt))
      .limit(most),
    db
      .select({ id: endpoints.id, slug: endpoints.slug, name: endpoints.name, status: endpoints.status })
      .from(endpoints)
      .where(
        and(
          isNull(endpoints.deletedAt),
          sql`exists (select 1 from ${revisions} where ${revisions.endpointId} = ${endpoints.id} and ${inArray(revisions.modelVersionId, made)})`,
        ),
      )
      .orderBy(endpoints.name)
      .limit(most),
  ]);
  return { jobs: jobRows, models: modelRows, endpoints: endpointRows };
}
