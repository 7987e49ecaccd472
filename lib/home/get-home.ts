import { and, desc, eq, gt, inArray, isNull, or, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { attempts, endpoints, jobs, manifestEntries } from "@/db/schema";
import type { Status } from "@/db/values";
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

export interface HomeView {
  readonly needsYou: readonly HomeItem[];
  readonly running: readonly HomeItem[];
  readonly waiting: readonly HomeItem[];
  readonly ended: readonly HomeItem[];
}

type Group = keyof HomeView;

/** What runs, waits, failed and ended in a project within two days. What failed longer ago needs nobody any more. */
export async function getHome(actor: Actor, projectId: string): Promise<HomeView> {
  await authorize(actor, "project:read", projectId);
  const [recentJobs, living] = await Promise.all([
    db
      .select({
        job: jobs,
        attemptId: attempts.id,
        hasOutputs: sql<boolean>`exists (select 1 from ${manifestEntries} m where m.owner_type = 'attempt' and m.owner_id = ${attempts.id})`,
      })
      .from(jobs)
      .innerJoin(attempts, and(eq(attempts.jobId, jobs.id), eq(attempts.number, jobs.attempt)))
      .where(
        and(
          eq(jobs.projectId, projectId),
          isNull(jobs.deletedAt),
          or(isNull(jobs.endedAt), gt(jobs.endedAt, sql`now() - interval '2 days'`)),
        ),
      )
      .orderBy(desc(jobs.queuedAt))
      .limit(60),
    db
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
      .limit(30),
  ]);
  const items: readonly HomeItem[] = [
    ...living.map((row) => ({
      kind: "endpoint" as const,
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
    })),
    ...recentJobs.map(({ job: row, attemptId, hasOutputs }) => ({
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
    })),
  ];
  const inGroup = (group: Group) => items.filter((item) => groupOf[item.status] === group);
  return { needsYou: inGroup("needsYou"), running: inGroup("running"), waiting: inGroup("waiting"), ended: inGroup("ended") };
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
