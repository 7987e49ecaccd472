import { and, asc, eq, inArray, isNull, sql } from "drizzle-orm";
import { db } from "@/db/client";
import {
  attempts,
  datasets,
  datasetVersions,
  environments,
  environmentVersions,
  jobInputs,
  jobs,
  manifestEntries,
  models,
  modelVersions,
  users,
} from "@/db/schema";
import type { Actor } from "@/lib/auth/actor";
import { authorize, authorizeRow, isUuid } from "@/lib/auth/authorize";
import { env } from "@/lib/env";
import { pinnedReference } from "@/lib/environments/image-reference";
import { notFound } from "@/lib/errors";
import { type AttemptView, type JobView, shownStatus } from "@/lib/jobs/job";
import { hasEnded } from "@/lib/jobs/job-status";
import { queueReason } from "@/lib/jobs/queue-reason";
import { listTimeline } from "@/lib/timeline/list-timeline";
import { volumesOf } from "@/lib/volumes/job-volumes";
import { workerSilence } from "@/lib/worker/worker-silence";

/** A job with all its attempts, stages and what was made of it. */
export async function getJob(actor: Actor, id: string): Promise<JobView> {
  return viewJob(await authorizeRow(actor, "job:read", jobs, id));
}

/** What need not be read, because whoever asks for the view has just written it. */
type Known = Partial<Pick<JobView, "inputs" | "volumes" | "models">> & { readonly isInQueue?: boolean };

/** The same of a row whose reader may see it. */
export async function viewJob(job: typeof jobs.$inferSelect, known: Known = {}): Promise<JobView> {
  const mayWait = job.status === "queued" && known.isInQueue !== false;
  const [environment, inputs, volumes, tries, stages, people, original, registered, waits, silence] = await Promise.all([
    readEnvironment(job.environmentVersionId),
    known.inputs ?? readInputs(job.id),
    known.volumes ?? readVolumes(job.id),
    listAttempts(job.id),
    listTimeline(job.id),
    readPeople([job.createdBy, job.stopRequestedBy]),
    readOriginal(job),
    known.models ?? readModels(job.id),
    mayWait ? queueReason(job.id, env.CAIRN_COMPUTE) : null,
    hasEnded(job.status) ? null : workerSilence(),
  ]);
  const message = silence ?? waits ?? job.message;
  const attempt = tries.at(-1);
  if (!environment || !attempt) throw new Error("a job without environment or attempt");
  return {
    id: job.id,
    projectId: job.projectId,
    slug: job.slug,
    name: job.name,
    status: shownStatus({ status: job.status, message }),
    message,
    code: job.spec.code,
    command: [...job.spec.command],
    parameters: { ...job.spec.parameters },
    variables: { ...job.spec.variables },
    environment,
    inputs,
    volumes,
    cpuMilli: job.cpuMilli,
    memoryBytes: job.memoryBytes,
    accelerators: job.accelerators,
    sharedMemoryBytes: job.sharedMemoryBytes,
    maxRunSeconds: job.maxRunSeconds,
    maxAttempts: job.maxAttempts,
    priority: job.priority,
    attempt,
    attempts: tries,
    timeline: [...stages],
    models: registered,
    createdBy: { id: job.createdBy, name: people.get(job.createdBy) ?? "" },
    stoppedBy: job.stopRequestedBy === null ? null : { id: job.stopRequestedBy, name: people.get(job.stopRequestedBy) ?? "" },
    clonedFrom: original,
    queuedAt: job.queuedAt.toISOString(),
    startedAt: job.startedAt?.toISOString() ?? null,
    endedAt: job.endedAt?.toISOString() ?? null,
    version: job.version,
  };
}

/** The same by its place in a console URL: the address within its project, or the id. */
export async function getJobByAddress(actor: Actor, input: { readonly projectId: string; readonly address: string }): Promise<JobView> {
  await authorize(actor, "job:read", input.projectId);
  const [row] = await db
    .select({ id: jobs.id })
    .from(jobs)
    .where(
      and(
        eq(jobs.projectId, input.projectId),
        isNull(jobs.deletedAt),
        isUuid(input.address) ? eq(jobs.id, input.address) : eq(jobs.slug, input.address),
      ),
    );
  if (!row) throw notFound();
  return getJob(actor, row.id);
}

/** One try of a job by its own id. */
export async function getAttempt(actor: Actor, id: string): Promise<AttemptView> {
  const [row] = isUuid(id) ? await db.select({ jobId: attempts.jobId }).from(attempts).where(eq(attempts.id, id)) : [];
  if (!row) throw notFound();
  await authorizeRow(actor, "job:read", jobs, row.jobId);
  const found = (await listAttempts(row.jobId)).find((attempt) => attempt.id === id);
  if (!found) throw notFound();
  return found;
}

async function listAttempts(jobId: string): Promise<AttemptView[]> {
  const rows = await db
    .select({
      attempt: attempts,
      outputCount: sql<number>`(select count(*) from ${manifestEntries} m where m.owner_type = 'attempt' and m.owner_id = ${attempts.id})`,
      outputBytes: sql<
        number | null
      >`(select sum(m.size)::bigint from ${manifestEntries} m where m.owner_type = 'attempt' and m.owner_id = ${attempts.id})`,
    })
    .from(attempts)
    .where(eq(attempts.jobId, jobId))
    .orderBy(asc(attempts.number));
  return rows.map(({ attempt, outputCount, outputBytes }) => ({
    id: attempt.id,
    jobId: attempt.jobId,
    number: attempt.number,
    status: attempt.status,
    runId: attempt.runId,
    compute: attempt.compute,
    node: attempt.node,
    message: attempt.message,
    exitCode: attempt.exitCode,
    exitSignal: attempt.exitSignal,
    cpuSeconds: attempt.cpuSeconds,
    peakMemoryBytes: attempt.peakMemoryBytes,
    outputBytes: outputBytes === null ? null : Number(outputBytes),
    outputCount: Number(outputCount),
    createdAt: attempt.createdAt.toISOString(),
    startedAt: attempt.startedAt?.toISOString() ?? null,
    endedAt: attempt.endedAt?.toISOString() ?? null,
  }));
}

async function readEnvironment(versionId: string): Promise<JobView["environment"] | undefined> {
  const [row] = await db
    .select({ environment: environments, version: environmentVersions })
    .from(environmentVersions)
    .innerJoin(environments, eq(environments.id, environmentVersions.environmentId))
    .where(eq(environmentVersions.id, versionId));
  return (
    row && {
      id: row.environment.id,
      versionId,
      number: row.version.number,
      slug: row.environment.slug,
      name: row.environment.name,
      status: row.version.status,
      image: row.version.imageReference && pinnedReference(row.version.imageReference, row.version.imageDigest),
    }
  );
}

async function readInputs(jobId: string): Promise<JobView["inputs"]> {
  const rows = await db
    .select({ dataset: datasets, version: datasetVersions, target: jobInputs.target })
    .from(jobInputs)
    .innerJoin(datasetVersions, eq(datasetVersions.id, jobInputs.datasetVersionId))
    .innerJoin(datasets, eq(datasets.id, datasetVersions.datasetId))
    .where(eq(jobInputs.jobId, jobId))
    .orderBy(asc(jobInputs.position));
  return rows.map(({ dataset, version, target }) => ({
    datasetId: dataset.id,
    slug: dataset.slug,
    name: dataset.name,
    versionId: version.id,
    number: version.number ?? 0,
    totalBytes: version.totalBytes,
    target,
  }));
}

async function readVolumes(jobId: string): Promise<JobView["volumes"]> {
  const rows = await volumesOf(db, jobId);
  return rows.map(({ volume, target, readOnly }) => ({ volumeId: volume.id, name: volume.name, target, readOnly }));
}

async function readPeople(ids: readonly (string | null)[]): Promise<ReadonlyMap<string, string>> {
  const known = ids.filter((id) => id !== null);
  const rows = await db.select({ id: users.id, name: users.displayName }).from(users).where(inArray(users.id, known));
  return new Map(rows.map((row) => [row.id, row.name]));
}

/** What it was cloned from, while that lives in the same project. */
async function readOriginal(job: typeof jobs.$inferSelect): Promise<JobView["clonedFrom"]> {
  if (job.clonedFrom === null) return null;
  const [row] = await db
    .select({ id: jobs.id, slug: jobs.slug, name: jobs.name })
    .from(jobs)
    .where(and(eq(jobs.id, job.clonedFrom), eq(jobs.projectId, job.projectId), isNull(jobs.deletedAt)));
  return row ?? null;
}

async function readModels(jobId: string): Promise<JobView["models"]> {
  return db
    .select({ slug: models.slug, name: models.name, number: modelVersions.number })
    .from(modelVersions)
    .innerJoin(models, eq(models.id, modelVersions.modelId))
    .innerJoin(attempts, eq(attempts.id, modelVersions.attemptId))
    .where(and(eq(attempts.jobId, jobId), isNull(models.deletedAt)))
    .orderBy(asc(models.slug), asc(modelVersions.number));
}
