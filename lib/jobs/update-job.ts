import { and, eq, sql } from "drizzle-orm";
import { transaction } from "@/db/client";
import { jobs, queueEntries } from "@/db/schema";
import type { UserActor } from "@/lib/auth/actor";
import { authorizeRow } from "@/lib/auth/authorize";
import { recordChange } from "@/lib/changes/record-change";
import { AppError } from "@/lib/errors";
import { getJob } from "@/lib/jobs/get-job";
import type { JobView, UpdateJobInput } from "@/lib/jobs/job";
import { wake } from "@/lib/worker/wake";

/** Renames a job or changes its place in the queue. Its address stays, so that links keep working. `ifMatch` is the version that was read. */
export async function updateJob(
  actor: UserActor,
  input: UpdateJobInput & { readonly id: string; readonly ifMatch?: number | null },
): Promise<JobView> {
  const before = await authorizeRow(actor, "job:write", jobs, input.id);
  if (input.ifMatch != null && input.ifMatch !== before.version) throw new AppError("stale", "errors.stale");
  await transaction(async (tx) => {
    const [row] = await tx
      .update(jobs)
      .set({
        name: input.name ?? before.name,
        priority: input.priority ?? before.priority,
        version: before.version + 1,
        updatedAt: sql`now()`,
      })
      .where(and(eq(jobs.id, before.id), eq(jobs.version, before.version)))
      .returning();
    if (!row) throw new AppError("stale", "errors.stale");
    await tx.update(queueEntries).set({ priority: row.priority, subjectName: row.name }).where(eq(queueEntries.subjectId, row.id));
    await wake(tx, "job", row.id);
    await recordChange(tx, actor, {
      type: "job.updated",
      subject: { type: "job", id: row.id, name: row.name },
      projectId: row.projectId,
      fields: { name: input.name, priority: input.priority },
    });
  });
  return getJob(actor, before.id);
}
