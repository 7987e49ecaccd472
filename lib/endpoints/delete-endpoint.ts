import { and, eq, gt, sql } from "drizzle-orm";
import { db, transaction } from "@/db/client";
import { endpoints } from "@/db/schema";
import type { UserActor } from "@/lib/auth/actor";
import { authorize, authorizeRow, isUuid } from "@/lib/auth/authorize";
import { recordChange } from "@/lib/changes/record-change";
import { binDays } from "@/lib/datasets/bin-days";
import type { EndpointView } from "@/lib/endpoints/endpoint";
import { getEndpoint } from "@/lib/endpoints/get-endpoint";
import { removeRoute } from "@/lib/endpoints/internal/write-state";
import { AppError, notFound, sqlState } from "@/lib/errors";
import { wake } from "@/lib/worker/wake";

/** Puts an endpoint into the bin: it answers nobody from now on, its programs end, its keys rest. */
export async function deleteEndpoint(actor: UserActor, id: string): Promise<void> {
  const row = await authorizeRow(actor, "endpoint:write", endpoints, id);
  await transaction(async (tx) => {
    await tx
      .update(endpoints)
      .set({ deletedAt: sql`now()`, version: sql`${endpoints.version} + 1`, updatedAt: sql`now()` })
      .where(eq(endpoints.id, id));
    await removeRoute(tx, id);
    await recordChange(tx, actor, {
      type: "endpoint.deleted",
      subject: { type: "endpoint", id, name: row.name },
      projectId: row.projectId,
    });
    await wake(tx, "endpoint", id);
  });
}

/** Takes an endpoint out of the bin, stopped: its programs have ended. Throws `conflict` when its address was taken meanwhile. */
export async function restoreEndpoint(actor: UserActor, id: string): Promise<EndpointView> {
  const [row] = isUuid(id)
    ? await db
        .select()
        .from(endpoints)
        .where(and(eq(endpoints.id, id), gt(endpoints.deletedAt, sql`now() - make_interval(days => ${binDays})`)))
    : [];
  if (!row) throw notFound();
  await authorize(actor, "endpoint:write", row.projectId);
  try {
    await transaction(async (tx) => {
      await tx
        .update(endpoints)
        .set({
          deletedAt: null,
          wantsRunning: false,
          status: "stopping",
          version: sql`${endpoints.version} + 1`,
          updatedAt: sql`now()`,
        })
        .where(eq(endpoints.id, id));
      await recordChange(tx, actor, {
        type: "endpoint.restored",
        subject: { type: "endpoint", id, name: row.name },
        projectId: row.projectId,
      });
      await wake(tx, "endpoint", id);
    });
  } catch (error) {
    if (sqlState(error) === "23505") throw new AppError("conflict", "errors.slug.taken", { slug: row.slug });
    throw error;
  }
  return getEndpoint(actor, id);
}
