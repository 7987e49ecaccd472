import { and, asc, count, desc, eq, inArray, isNull, type SQL } from "drizzle-orm";
import { type Db, db } from "@/db/client";
import {
  attempts,
  datasets,
  datasetVersions,
  endpoints,
  environments,
  environmentVersions,
  jobInputs,
  jobs,
  manifestEntries,
  models,
  modelVersions,
  revisions,
  users,
} from "@/db/schema";
import type { ModelVersionView } from "@/lib/models/model";

/** Living versions with where they came from and who serves them, newest first. The caller has authorized. */
export async function loadVersions(where: SQL | undefined, on: Db = db): Promise<readonly ModelVersionView[]> {
  const rows = await on
    .select({
      version: modelVersions,
      by: users.displayName,
      attempt: attempts.number,
      job: jobs,
      environment: environments,
      environmentNumber: environmentVersions.number,
    })
    .from(modelVersions)
    .innerJoin(models, eq(models.id, modelVersions.modelId))
    .innerJoin(users, eq(users.id, modelVersions.createdBy))
    .leftJoin(attempts, eq(attempts.id, modelVersions.attemptId))
    .leftJoin(jobs, eq(jobs.id, attempts.jobId))
    .leftJoin(environmentVersions, eq(environmentVersions.id, modelVersions.environmentVersionId))
    .leftJoin(environments, eq(environments.id, environmentVersions.environmentId))
    .where(and(isNull(modelVersions.deletedAt), where))
    .orderBy(desc(modelVersions.number));
  if (rows.length === 0) return [];
  const [inputs, serving, files] = await Promise.all([
    inputsOf(
      rows.flatMap(({ job }) => (job ? [job.id] : [])),
      on,
    ),
    servingOf(
      rows.map(({ version }) => version.id),
      on,
    ),
    fileCountsOf(
      rows.map(({ version }) => version.id),
      on,
    ),
  ]);
  return rows.map(({ version, by, attempt, job, environment, environmentNumber }) => ({
    id: version.id,
    modelId: version.modelId,
    number: version.number,
    format: version.format,
    entryPath: version.entryPath,
    signature: version.signature as ModelVersionView["signature"],
    metrics: version.metrics,
    note: version.note,
    totalBytes: version.totalBytes,
    fileCount: files.get(version.id) ?? 0,
    createdAt: version.createdAt.toISOString(),
    createdBy: by,
    job:
      job && version.attemptId && attempt !== null
        ? { id: job.id, slug: job.slug, name: job.name, attemptId: version.attemptId, attempt }
        : null,
    environment:
      environment && version.environmentVersionId && environmentNumber !== null
        ? {
            id: environment.id,
            slug: environment.slug,
            name: environment.name,
            versionId: version.environmentVersionId,
            number: environmentNumber,
          }
        : null,
    datasets: job ? (inputs.get(job.id) ?? []) : [],
    endpoints: serving.get(version.id) ?? [],
  }));
}

async function inputsOf(jobIds: readonly string[], on: Db): Promise<ReadonlyMap<string, ModelVersionView["datasets"]>> {
  if (jobIds.length === 0) return new Map();
  const rows = await on
    .select({
      jobId: jobInputs.jobId,
      id: datasets.id,
      slug: datasets.slug,
      name: datasets.name,
      versionId: datasetVersions.id,
      number: datasetVersions.number,
    })
    .from(jobInputs)
    .innerJoin(datasetVersions, eq(datasetVersions.id, jobInputs.datasetVersionId))
    .innerJoin(datasets, eq(datasets.id, datasetVersions.datasetId))
    .where(inArray(jobInputs.jobId, [...new Set(jobIds)]))
    .orderBy(asc(jobInputs.position));
  const grouped = Map.groupBy(rows, ({ jobId }) => jobId);
  return new Map([...grouped].map(([jobId, list]) => [jobId, list.map(({ jobId: _, ...rest }) => rest)]));
}

/** Living endpoints by the version that their current revision, or one on its way, serves. */
async function servingOf(versionIds: readonly string[], on: Db): Promise<ReadonlyMap<string, ModelVersionView["endpoints"]>> {
  const rows = await on
    .select({
      versionId: revisions.modelVersionId,
      id: endpoints.id,
      slug: endpoints.slug,
      name: endpoints.name,
      revision: revisions.number,
      status: revisions.status,
    })
    .from(revisions)
    .innerJoin(endpoints, eq(endpoints.id, revisions.endpointId))
    .where(and(inArray(revisions.modelVersionId, [...versionIds]), isNull(endpoints.deletedAt), isNull(revisions.endedAt)))
    .orderBy(asc(endpoints.name), desc(revisions.number));
  const grouped = Map.groupBy(rows, ({ versionId }) => versionId);
  return new Map([...grouped].map(([versionId, list]) => [versionId, list.map(({ versionId: _, ...rest }) => rest)]));
}

async function fileCountsOf(versionIds: readonly string[], on: Db): Promise<ReadonlyMap<string, number>> {
  const rows = await on
    .select({ id: manifestEntries.ownerId, files: count() })
    .from(manifestEntries)
    .where(and(eq(manifestEntries.ownerType, "model_version"), inArray(manifestEntries.ownerId, [...versionIds])))
    .groupBy(manifestEntries.ownerId);
  return new Map(rows.map(({ id, files }) => [id, files]));
}
