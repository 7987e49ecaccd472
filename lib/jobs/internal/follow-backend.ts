import { and, eq, inArray } from "drizzle-orm";
import { db } from "@/db/client";
import { attempts } from "@/db/schema";
import type { Watch } from "@/lib/compute/backend";
import { liveStatuses } from "@/lib/jobs/job-status";
import { ensureRunning } from "@/lib/worker/background";
import { wake } from "@/lib/worker/wake";

/** Looks at a job as soon as its backend notices a change; without it, a minute later. */
export function followBackend(backend: Watch & { readonly name: string }): void {
  ensureRunning(`changes:${backend.name}`, async (signal) => {
    for await (const id of backend.changes({ signal })) {
      // What has ended is erased, and that is a change too: nobody looks at it again.
      const [attempt] = await db
        .select({ jobId: attempts.jobId })
        .from(attempts)
        .where(and(eq(attempts.id, id), inArray(attempts.status, [...liveStatuses])));
      if (attempt) await wake(db, "job", attempt.jobId);
    }
  });
}
