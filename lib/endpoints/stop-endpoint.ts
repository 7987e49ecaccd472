import { and, desc, eq, isNull, or, sql } from "drizzle-orm";
import { transaction } from "@/db/client";
import { endpoints, revisions } from "@/db/schema";
import type { UserActor } from "@/lib/auth/actor";
import { authorizeRow } from "@/lib/auth/authorize";
import { recordChange } from "@/lib/changes/record-change";
import type { EndpointView } from "@/lib/endpoints/endpoint";
import { getEndpoint } from "@/lib/endpoints/get-endpoint";
import { assertMayRunCode } from "@/lib/jobs/assert-may-run-code";
import { wake } from "@/lib/worker/wake";

/** Ends what runs and gives its resources back; address, keys and revisions stay. Stopping twice changes nothing. */
export async function stopEndpoint(actor: UserActor, id: string): Promise<EndpointView> {
  const row = await authorizeRow(actor, "endpoint:write", endpoints, id);
  await transaction(async (tx) => {
    const [changed] = await tx
      .update(endpoints)
      .set({ wantsRunning: false, status: "stopping", message: null, version: sql`${endpoints.version} + 1`, updatedAt: sql`now()` })
      .where(and(eq(endpoints.id, id), eq(endpoints.wantsRunning, true)))
      .returning({ id: endpoints.id });
    if (!changed) return;
    await recordChange(tx, actor, {
      type: "endpoint.stopped",
      subject: { type: "endpoint", id, name: row.name },
      projectId: row.projectId,
    });
    await wake(tx, "endpoint", id);
  });
  return getEndpoint(actor, id);
}

/** Starts what was served last once more: after a stop, and after a failure whose cause is gone. */
export async function startEndpoint(actor: UserActor, id: string): Promise<EndpointView> {
  const row = await authorizeRow(actor, "endpoint:write", endpoints, id);
  await assertMayRunCode(actor.userId);
  await transaction(async (tx) => {
    const [changed] = await tx
      .update(endpoints)
      .set({ wantsRunning: true, status: "starting", message: null, version: sql`${endpoints.version} + 1`, updatedAt: sql`now()` })
      .where(and(eq(endpoints.id, id), or(eq(endpoints.wantsRunning, false), eq(endpoints.status, "failed"))))
      .returning();
    if (!changed) return;
    const which = changed.currentRevisionId ? eq(revisions.id, changed.currentRevisionId) : eq(revisions.endpointId, id);
    const [revision] = await tx.select().from(revisions).where(which).orderBy(desc(revisions.number)).limit(1);
    const [living] = await tx
      .select({ id: revisions.id })
      .from(revisions)
      .where(and(eq(revisions.endpointId, id), isNull(revisions.endedAt)));
    if (revision && !living) {
      await tx
        .update(revisions)
        .set({ status: "starting", message: null, endedAt: null, readyAt: null, compute: null, absentSince: null })
        .where(eq(revisions.id, revision.id));
    }
    await recordChange(tx, actor, {
      type: "endpoint.started",
      subject: { type: "endpoint", id, name: row.name },
      projectId: row.projectId,
    });
    await wake(tx, "endpoint", id);
  });
  return getEndpoint(actor, id);
}
