import { and, eq, exists, inArray, isNotNull, lt, notExists, or, sql } from "drizzle-orm";
import { db, type Tx, transaction } from "@/db/client";
import {
  accessKeys,
  attempts,
  jobInputs,
  jobs,
  jobVolumes,
  logChunks,
  manifestEntries,
  metricChunks,
  metricRollups,
  metricSeries,
  modelVersions,
  outputUploads,
  replicas,
  runs,
  timeline,
} from "@/db/schema";
import { recordObservation } from "@/lib/changes/record-change";
import { binDays } from "@/lib/datasets/bin-days";
import { log } from "@/lib/log";
import { objectStore } from "@/lib/storage/store";

/**
 * Frees logs, outputs and metrics of jobs that were deleted 30 days ago; bytes that nothing names any more go with the next round
 * over the blobs. May be cut short and run again at any time.
 */
export async function purgeJobs(): Promise<void> {
  const due = await db
    .select({ id: jobs.id, name: jobs.name, projectId: jobs.projectId })
    .from(jobs)
    .where(and(isDue, or(notExists(modelsOf), hasFiles)));
  for (const job of due) await purgeJob(job);
  if (due.length > 0) log.info({ jobs: due.length }, "purged");
}

const isDue = lt(jobs.deletedAt, sql`now() - make_interval(days => ${binDays})`);

const modelsOf = db
  .select({ one: sql`1` })
  .from(modelVersions)
  .innerJoin(attempts, eq(attempts.id, modelVersions.attemptId))
  .where(eq(attempts.jobId, jobs.id));

const hasFiles = exists(
  db
    .select({ one: sql`1` })
    .from(attempts)
    .where(
      and(
        eq(attempts.jobId, jobs.id),
        or(
          sql`exists (select 1 from ${logChunks} where ${logChunks.subjectId} = ${attempts.id})`,
          sql`exists (select 1 from ${manifestEntries} where ${manifestEntries.ownerType} = 'attempt' and ${manifestEntries.ownerId} = ${attempts.id})`,
          sql`exists (select 1 from ${metricSeries} where ${metricSeries.runId} = ${attempts.runId})`,
        ),
      ),
    ),
);

/** Files go; code, resources and inputs stay where a model's lineage shows them. */
async function purgeJob({ id, name, projectId }: Pick<typeof jobs.$inferSelect, "id" | "name" | "projectId">): Promise<void> {
  const objects = await transaction(async (tx) => {
    const [held] = await tx
      .select({ id: jobs.id })
      .from(jobs)
      .where(and(eq(jobs.id, id), isDue))
      .for("update");
    if (!held) return [];
    const gone = await purgeFiles(tx, id);
    if (!(await isNamed(tx, id))) await purgeRows(tx, id);
    await recordObservation(tx, { type: "job.purged", subject: { type: "job", id, name }, projectId });
    return gone;
  });
  for (const key of objects) await objectStore().remove(key);
}

/** Returns the objects that logs were shipped to: no other row names them. */
async function purgeFiles(tx: Tx, jobId: string): Promise<readonly string[]> {
  const own = tx.select({ id: attempts.id }).from(attempts).where(eq(attempts.jobId, jobId));
  const series = tx
    .select({ id: metricSeries.id })
    .from(metricSeries)
    .innerJoin(attempts, eq(attempts.runId, metricSeries.runId))
    .where(eq(attempts.jobId, jobId));
  await tx.delete(metricChunks).where(inArray(metricChunks.seriesId, series));
  await tx.delete(metricRollups).where(inArray(metricRollups.seriesId, series));
  await tx.delete(metricSeries).where(inArray(metricSeries.id, series));
  await tx.delete(manifestEntries).where(and(eq(manifestEntries.ownerType, "attempt"), inArray(manifestEntries.ownerId, own)));
  const shipped = await tx
    .select({ key: logChunks.objectKey })
    .from(logChunks)
    .where(and(inArray(logChunks.subjectId, own), isNotNull(logChunks.objectKey)));
  await tx.delete(logChunks).where(inArray(logChunks.subjectId, own));
  return shipped.flatMap(({ key }) => key ?? []);
}

async function isNamed(tx: Tx, jobId: string): Promise<boolean> {
  const [one] = await tx
    .select({ id: modelVersions.id })
    .from(modelVersions)
    .innerJoin(attempts, eq(attempts.id, modelVersions.attemptId))
    .where(eq(attempts.jobId, jobId))
    .limit(1);
  return one !== undefined;
}

async function purgeRows(tx: Tx, jobId: string): Promise<void> {
  const own = tx.select({ id: attempts.id }).from(attempts).where(eq(attempts.jobId, jobId));
  await tx.delete(accessKeys).where(inArray(accessKeys.subjectId, own));
  await tx.delete(outputUploads).where(inArray(outputUploads.attemptId, own));
  const gone = await tx.delete(attempts).where(eq(attempts.jobId, jobId)).returning({ id: attempts.id, runId: attempts.runId });
  await tx.delete(replicas).where(
    inArray(
      replicas.workloadId,
      gone.map(({ id }) => id),
    ),
  );
  await tx.delete(runs).where(
    inArray(
      runs.id,
      gone.map(({ runId }) => runId),
    ),
  );
  await tx.delete(timeline).where(eq(timeline.subjectId, jobId));
  await tx.delete(jobInputs).where(eq(jobInputs.jobId, jobId));
  await tx.delete(jobVolumes).where(eq(jobVolumes.jobId, jobId));
  await tx.delete(jobs).where(eq(jobs.id, jobId));
}
