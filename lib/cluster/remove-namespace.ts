import { and, eq, inArray, isNull, sql } from "drizzle-orm";
import { transaction } from "@/db/client";
import { operations, tenantPlaces } from "@/db/schema";
import type { Actor } from "@/lib/auth/actor";
import { authorizePlatform } from "@/lib/auth/authorize";
import { recordChange } from "@/lib/changes/record-change";
import { type RemoveNamespaceInput, removalKinds } from "@/lib/cluster/namespace";
import { defaultBackend } from "@/lib/compute/backends";
import { keepsTenants } from "@/lib/compute/tenancy";
import { env } from "@/lib/env";
import { AppError, notFound } from "@/lib/errors";
import { awaitOperation } from "@/lib/operations/await-operation";
import type { OperationView } from "@/lib/operations/operation";
import { createOperation } from "@/lib/operations/track-operation";
import { wake } from "@/lib/worker/wake";

/** The cluster ends what is in a namespace one after the other. */
const patienceMs = 8_000;

/**
 * Asks the worker to remove a project's namespace: one in which nothing is, or any with `evenIfUsed`. A project that is still there gets it
 * anew with its next program. What is under way already is not started twice.
 */
export async function removeNamespace(actor: Actor, { projectId, evenIfUsed }: RemoveNamespaceInput): Promise<OperationView> {
  const { userId } = await authorizePlatform(actor, "platform:nodes");
  const id = await transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`namespace:${projectId}`}, 0))`);
    const [place] = await tx
      .select({ name: tenantPlaces.name })
      .from(tenantPlaces)
      .where(and(eq(tenantPlaces.compute, env.CAIRN_COMPUTE), eq(tenantPlaces.projectId, projectId)));
    if (!place) throw keepsTenants(defaultBackend()) ? notFound() : new AppError("conflict", "cluster.namespaces.nowhere");
    const [running] = await tx
      .select({ id: operations.id })
      .from(operations)
      .where(and(inArray(operations.kind, [...removalKinds]), eq(operations.subjectId, projectId), isNull(operations.endedAt)));
    if (running) return running.id;
    const subject = { type: "project", id: projectId, name: place.name } as const;
    const kind = removalKinds[evenIfUsed ? 1 : 0];
    const made = await createOperation(tx, { kind, projectId: null, subject, createdBy: userId });
    await recordChange(tx, actor, { type: "namespace.removed", subject, projectId: null, fields: { namespace: place.name, evenIfUsed } });
    await wake(tx, "operation", made);
    return made;
  });
  return awaitOperation(id, patienceMs);
}
