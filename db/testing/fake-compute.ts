import { eq } from "drizzle-orm";
import { db } from "@/db/client";
import { attempts, jobs, syncTasks } from "@/db/schema";
import { backendNamed } from "@/lib/compute/backends";
import type { fakeBackend } from "@/lib/compute/fake";
import { syncJob } from "@/lib/jobs/sync-job";

/** The fake backend of this process, with what a test does to it. */
export const fake = backendNamed("fake") as ReturnType<typeof fakeBackend>;

/** A job and its newest attempt as they stand now. */
export async function jobNow(id: string) {
  const [job] = await db.select().from(jobs).where(eq(jobs.id, id));
  const tries = await db.select().from(attempts).where(eq(attempts.jobId, id)).orderBy(attempts.number);
  const attempt = tries.at(-1);
  if (!job || !attempt) throw new Error("no such job");
  return { job, attempt, tries };
}

/** Does what the worker's loop would, again and again, until `isTrue`. Other jobs that were woken are looked at too. */
export async function syncUntil(
  id: string,
  isTrue: (now: Awaited<ReturnType<typeof jobNow>>) => boolean,
): Promise<Awaited<ReturnType<typeof jobNow>>> {
  for (const until = Date.now() + 15_000; Date.now() < until; ) {
    const now = await jobNow(id);
    if (isTrue(now)) return now;
    await syncJob(id);
    for (const task of await db.delete(syncTasks).where(eq(syncTasks.noun, "job")).returning()) await syncJob(task.id);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`it never came to that: ${JSON.stringify(await jobNow(id))}`);
}
