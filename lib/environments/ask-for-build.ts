import { and, eq, isNull, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { environmentVersions, operations } from "@/db/schema";
import { createOperation } from "@/lib/operations/track-operation";
import { wake } from "@/lib/worker/wake";

interface Ask {
  readonly environment: { readonly name: string; readonly projectId: string | null };
  readonly version: { readonly id: string; readonly number: number };
  /** For whom it is built: the operation stands in his project's tray. */
  readonly projectId?: string;
  readonly userId: string | null;
}

/** Asks the worker to build an environment's version; while a build is under way this changes nothing. */
export async function askForBuild(tx: Tx, { environment, version, projectId, userId }: Ask): Promise<void> {
  const [running] = await tx
    .select({ id: operations.id })
    .from(operations)
    .where(and(eq(operations.subjectId, version.id), isNull(operations.endedAt)));
  if (!running) {
    await createOperation(tx, {
      kind: "environment.build",
      projectId: environment.projectId ?? projectId ?? null,
      subject: { type: "environment_version", id: version.id, name: `${environment.name} v${version.number}` },
      total: 2,
      unit: "steps",
      createdBy: userId,
    });
  }
  await tx
    .update(environmentVersions)
    .set({ buildAskedAt: sql`coalesce(${environmentVersions.buildAskedAt}, now())` })
    .where(eq(environmentVersions.id, version.id));
  await wake(tx, "environment", version.id);
}
