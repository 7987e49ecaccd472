import { eq, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { projectLimits } from "@/db/schema";
import { AppError } from "@/lib/errors";

/** Changes some of a project's limits, whose row may not be there yet. Throws `stale` when `version` is not the row's. */
export async function changeLimits(
  tx: Tx,
  projectId: string,
  values: Partial<Omit<typeof projectLimits.$inferInsert, "projectId" | "version">>,
  version: number | null,
): Promise<void> {
  const [before] = await tx.select().from(projectLimits).where(eq(projectLimits.projectId, projectId)).for("update");
  if (version !== null && version !== (before?.version ?? 0)) throw new AppError("stale", "errors.stale");
  await tx
    .insert(projectLimits)
    .values({ ...values, projectId })
    .onConflictDoUpdate({
      target: projectLimits.projectId,
      set: { ...values, version: sql`${projectLimits.version} + 1`, updatedAt: sql`now()` },
    });
}
