import { and, count, desc, eq, exists, gt, ilike, inArray, isNull, or, type SQL, sql } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import { z } from "zod";
import { db } from "@/db/client";
import { attempts, datasetVersions, environments, environmentVersions, jobInputs, jobs, users } from "@/db/schema";
import type { Actor } from "@/lib/auth/actor";
import { visibleTo } from "@/lib/auth/authorize";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { fromCursor, type Page, toCursor } from "@/lib/http/page";
import { type JobItemView, type ListJobsQuery, shownStatus } from "@/lib/jobs/job";
import { hasEnded } from "@/lib/jobs/job-status";
import { queueReasons } from "@/lib/jobs/queue-reason";
import { listTimelines } from "@/lib/timeline/list-timeline";
import { workerSilence } from "@/lib/worker/worker-silence";

/** What still runs counts as longest, so that a page does not shift while it is read. */
const duration = sql<number>`case when ${jobs.startedAt} is null then -1 else coalesce(extract(epoch from ${jobs.endedAt} - ${jobs.startedAt}), 1e12) end`;
const ended = sql<number>`coalesce(extract(epoch from ${jobs.endedAt}), 0)`;
const queued = sql<number>`extract(epoch from ${jobs.queuedAt})`;
const name = sql<string>`lower(${jobs.name})`;

/** What a list may be sorted by; ids tell apart what is equal. */
const sorts: Record<NonNullable<ListJobsQuery["sort"]>, { readonly by: SQL<number | string>; readonly isDescending: boolean }> = {
  "-queued": { by: queued, isDescending: true },
  queued: { by: queued, isDescending: false },
  name: { by: name, isDescending: false },
  "-name": { by: name, isDescending: true },
  "-ended": { by: ended, isDescending: true },
  "-duration": { by: duration, isDescending: true },
};

/** A page of the jobs one may read, the newest first unless asked otherwise. `total` counts all that match. */
export async function listJobs(actor: Actor, query: ListJobsQuery): Promise<Page<JobItemView> & { readonly total: number }> {
  const matching = and(visibleTo(actor, jobs.projectId), isNull(jobs.deletedAt), ...filters(query));
  const { by, isDescending } = sorts[query.sort ?? "-queued"];
  const limit = query.limit ?? 50;
  const order = isDescending ? [desc(by), desc(jobs.id)] : [by, jobs.id];
  const [rows, [total]] = await Promise.all([
    db
      .select({ job: jobs, sort: by, attemptId: attempts.id, creator: users.displayName, environmentName: environments.name })
      .from(jobs)
      .innerJoin(attempts, and(eq(attempts.jobId, jobs.id), eq(attempts.number, jobs.attempt)))
      .innerJoin(users, eq(users.id, jobs.createdBy))
      .innerJoin(environmentVersions, eq(environmentVersions.id, jobs.environmentVersionId))
      .innerJoin(environments, eq(environments.id, environmentVersions.environmentId))
      .where(and(matching, behind(query.cursor, by, isDescending, by === name)))
      .orderBy(...order)
      .limit(limit + 1),
    db.select({ n: count() }).from(jobs).where(matching),
  ]);
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const [timelines, reasons, silence] = await Promise.all([
    listTimelines(shown.map(({ job }) => job.id)),
    queueReasons(
      env.CAIRN_COMPUTE,
      shown.filter(({ job }) => job.status === "queued").map(({ job }) => job.id),
    ),
    shown.every(({ job }) => hasEnded(job.status)) ? null : workerSilence(),
  ]);
  return {
    items: shown.map(({ job, attemptId, creator, environmentName }) => {
      const message = (hasEnded(job.status) ? null : silence) ?? reasons.get(job.id) ?? job.message;
      return {
        id: job.id,
        projectId: job.projectId,
        slug: job.slug,
        name: job.name,
        status: shownStatus({ status: job.status, message }),
        message,
        attemptId,
        attempt: job.attempt,
        cpuMilli: job.cpuMilli,
        memoryBytes: job.memoryBytes,
        maxRunSeconds: job.maxRunSeconds,
        environmentName,
        timeline: [...(timelines.get(job.id) ?? [])],
        createdBy: { id: job.createdBy, name: creator },
        queuedAt: job.queuedAt.toISOString(),
        startedAt: job.startedAt?.toISOString() ?? null,
        endedAt: job.endedAt?.toISOString() ?? null,
        version: job.version,
      };
    }),
    nextCursor: rows.length > limit && last ? toCursor([last.sort, last.job.id]) : null,
    total: total?.n ?? 0,
  };
}

function filters(query: ListJobsQuery): readonly (SQL | undefined)[] {
  const { search } = query;
  const pattern = search ? `%${search.replace(/[\\%_]/g, "\\$&")}%` : null;
  return [
    query.projectId === undefined ? undefined : eq(jobs.projectId, query.projectId),
    pattern === null ? undefined : or(ilike(jobs.name, pattern), ilike(jobs.slug, pattern)),
    query.status === undefined || query.status.length === 0 ? undefined : inArray(jobs.status, query.status),
    query.createdBy === undefined ? undefined : eq(jobs.createdBy, query.createdBy),
    query.since === undefined ? undefined : gt(jobs.queuedAt, new Date(query.since)),
    query.datasetId === undefined ? undefined : reads(query.datasetId),
    query.environmentId === undefined ? undefined : inVersions(jobs.environmentVersionId, query.environmentId),
  ];
}

function reads(datasetId: string): SQL {
  return exists(
    db
      .select({ one: sql`1` })
      .from(jobInputs)
      .innerJoin(datasetVersions, eq(datasetVersions.id, jobInputs.datasetVersionId))
      .where(and(eq(jobInputs.jobId, jobs.id), eq(datasetVersions.datasetId, datasetId))),
  );
}

function inVersions(column: PgColumn, environmentId: string): SQL {
  return inArray(
    column,
    db.select({ id: environmentVersions.id }).from(environmentVersions).where(eq(environmentVersions.environmentId, environmentId)),
  );
}

function behind(cursor: string | undefined, by: SQL, isDescending: boolean, isText: boolean): SQL | undefined {
  if (cursor === undefined) return undefined;
  const [value, id] = fromCursor(cursor, z.tuple([z.union([z.string(), z.number()]), z.uuid()]));
  if (!isText && !Number.isFinite(Number(value))) throw new AppError("invalid", "errors.cursor");
  const typed = isText ? sql`${String(value)}::text` : sql`${String(value)}::numeric`;
  return isDescending ? sql`(${by}, ${jobs.id}) < (${typed}, ${id}::uuid)` : sql`(${by}, ${jobs.id}) > (${typed}, ${id}::uuid)`;
}
