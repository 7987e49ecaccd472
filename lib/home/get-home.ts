import { and, asc, desc, eq, gt, inArray, isNull, or, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { attempts, endpoints, jobs, manifestEntries } from "@/db/schema";
import { jobStatuses, type Status } from "@/db/values";
import type { Actor } from "@/lib/auth/actor";
import { authorize } from "@/lib/auth/authorize";
import type { Message } from "@/lib/errors";

/** One line of Home: what it is, how it is, and why. */
export interface HomeItem {
  readonly kind: "job" | "endpoint";
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly status: Status;
  readonly message: Message | null;
  /** Since when it is as it is. */
  readonly since: Date;
  readonly endedAt: Date | null;
  readonly startedAt: Date | null;
  /** The newest attempt of a job. */
  readonly attemptId: string | null;
  /** It left files, of which a model can be made. */
  readonly hasOutputs: boolean;
}

const groups = ["needsYou", "running", "waiting", "ended"] as const;
type Group = (typeof groups)[number];

/** The newest of a group, or those of a queue that start next, and how many there are. */
export interface HomeGroup {
  readonly items: readonly HomeItem[];
  readonly total: number;
}

export type HomeView = Readonly<Record<Group, HomeGroup>>;

const mostJobs = 10;

/** What runs, waits, failed and ended in a project within two days. What failed longer ago needs nobody any more. */
export async function getHome(actor: Actor, projectId: string): Promise<HomeView> {
  await authorize(actor, "project:read", projectId);
  const [living, ...jobsOf] = await Promise.all([livingEndpoints(projectId), ...groups.map((group) => someJobs(projectId, group))]);
  const view = groups.map((group, index) => {
    const served = living.filter(({ status }) => groupOf[status] === group);
    const { items, total } = jobsOf[index] ?? { items: [], total: 0 };
    return [group, { items: [...served, ...items], total: served.length + total }] as const;
  });
  return Object.fromEntries(view) as HomeView;
}

async function someJobs(projectId: string, group: Group): Promise<HomeGroup> {
  const rows = await db
    .select({
      job: jobs,
      attemptId: attempts.id,
      hasOutputs: sql<boolean>`exists (select 1 from ${manifestEntries} m where m.owner_type = 'attempt' and m.owner_id = ${attempts.id})`,
      total: sql<number>`count(*) over ()`.mapWith(Number),
    })
    .from(jobs)
    .innerJoin(attempts, and(eq(attempts.jobId, jobs.id), eq(attempts.number, jobs.attempt)))
    .where(
      and(
        eq(jobs.projectId, projectId),
        isNull(jobs.deletedAt),
        inArray(
          jobs.status,
          jobStatuses.filter((status) => groupOf[status] === group),
        ),
        or(isNull(jobs.endedAt), gt(jobs.endedAt, sql`now() - interval '2 days'`)),
      ),
    )
    .orderBy(
      ...(group === "waiting" ? [desc(jobs.priority), asc(jobs.queuedAt)] : [desc(sql`coalesce(${jobs.endedAt}, ${jobs.startedAt})`)]),
    )
    .limit(mostJobs);
  const items = rows.map(({ job: row, attemptId, hasOutputs }) => ({
    kind: "job" as const,
    id: row.id,
    slug: row.slug,
    name: row.name,
    status: row.status,
    message: row.message,
    since: row.endedAt ?? row.startedAt ?? row.queuedAt,
    startedAt: row.startedAt,
    endedAt: row.endedAt,
    attemptId,
    hasOutputs,
  }));
  return { items, total: rows[0]?.total ?? 0 };
}

async function livingEndpoints(projectId: string): Promise<readonly HomeItem[]> {
  const rows = await db
    .select()
    .from(endpoints)
    .where(
      and(
        eq(endpoints.projectId, projectId),
        isNull(endpoints.deletedAt),
        inArray(endpoints.status, ["starting", "ready", "degraded", "failed"]),
      ),
    )
    .orderBy(desc(endpoints.updatedAt))
    .limit(30);
  return rows.map((row) => ({
    kind: "endpoint",
    id: row.id,
    slug: row.slug,
    name: row.name,
    status: row.status,
    message: row.message,
    since: row.updatedAt,
    startedAt: null,
    endedAt: null,
    attemptId: null,
    hasOutputs: false,
  }));
}

const groupOf: Record<Status, Group> = {
  failed: "needsYou",
  degraded: "needsYou",
  unschedulable: "needsYou",
  idle: "needsYou",
  running: "running",
  starting: "running",
  ready: "running",
  stopping: "running",
  queued: "waiting",
  paused: "waiting",
  preempted: "waiting",
  succeeded: "ended",
  cancelled: "ended",
  stopped: "ended",
};
