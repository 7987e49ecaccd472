import { and, eq, inArray } from "drizzle-orm";
import { db } from "@/db/client";
import { attempts, jobs } from "@/db/schema";
import type { ComputeBackend, Watch } from "@/lib/compute/backend";
import { inBatches } from "@/lib/jobs/in-batches";
import { observationWords } from "@/lib/jobs/internal/observation-words";
import { isWritten } from "@/lib/jobs/internal/written-observations";
import { liveStatuses } from "@/lib/jobs/job-status";
import { ensureRunning } from "@/lib/worker/background";
import { wake } from "@/lib/worker/wake";

const batch = { gapMs: 15, most: 200 };

/** Looks at a job as soon as its backend has something new to say of it; without this, a minute later. */
export function followBackend(backend: ComputeBackend & Watch): void {
  ensureRunning(`changes:${backend.name}`, async (signal) => {
    const heard = new Map<string, string>();
    for await (const changed of inBatches(backend.changes({ signal }), batch)) {
      const news: string[] = [];
      for (const [id, observation] of await backend.observe([...new Set(changed)])) {
        const words = observationWords(observation);
        if (heard.get(id) !== words && !isWritten(id, words)) news.push(id);
        if (observation === "absent") heard.delete(id);
        else heard.set(id, words);
      }
      await wakeJobs(news);
    }
  });
}

/** What has ended is erased, and that is a change too: nobody looks at it again. */
async function wakeJobs(attemptIds: readonly string[]): Promise<void> {
  if (attemptIds.length === 0) return;
  const rows = await db
    .select({ id: jobs.id })
    .from(attempts)
    .innerJoin(jobs, eq(jobs.id, attempts.jobId))
    .where(and(inArray(attempts.id, [...attemptIds]), inArray(attempts.status, [...liveStatuses])));
  if (rows.length > 0)
    await wake(
      db,
      "job",
      rows.map(({ id }) => id),
    );
}
