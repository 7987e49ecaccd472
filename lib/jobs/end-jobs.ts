import { and, inArray, isNull, sql } from "drizzle-orm";
import { db, transaction } from "@/db/client";
import { jobs } from "@/db/schema";
import { recordObservation } from "@/lib/changes/record-change";
import { syncJob } from "@/lib/jobs/sync-job";

const waitMs = 20_000;

/** Stops every job that runs or is about to, and waits until each has ended, for 20 seconds at most. Waiting ones keep their place in the queue. */
export async function endJobs(): Promise<void> {
  const running = await transaction(async (tx) => {
    const rows = await tx
      .update(jobs)
      .set({ status: "stopping", stopRequestedAt: sql`now()`, version: sql`${jobs.version} + 1`, updatedAt: sql`now()` })
      .where(and(inArray(jobs.status, ["starting", "running"]), isNull(jobs.stopRequestedAt)))
      .returning();
    for (const job of rows) {
      await recordObservation(tx, { type: "job.changed", subject: { type: "job", id: job.id, name: job.name }, projectId: job.projectId });
    }
    return rows.map((job) => job.id);
  });
  const until = Date.now() + waitMs;
  while (Date.now() < until) {
    await Promise.all(running.map(syncJob));
    const left =
      running.length === 0
        ? []
        : await db
            .select({ id: jobs.id })
            .from(jobs)
            .where(and(inArray(jobs.id, running), isNull(jobs.endedAt)));
    if (left.length === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
