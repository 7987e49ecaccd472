import { and, asc, eq, notInArray, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { tenantPlaces } from "@/db/schema";
import { isUuid } from "@/lib/auth/authorize";
import type { ComputeBackend } from "@/lib/compute/backend";
import { keepsTenants } from "@/lib/compute/tenancy";

/** Each look takes some requests: with more namespaces than this, those that were looked at longest ago come first. */
const mostLooks = 20;

/** For the worker: writes down what places projects have, and what is in them. */
export async function publishNamespaces(backend: ComputeBackend): Promise<void> {
  if (!keepsTenants(backend)) return;
  // What somebody labelled by hand may name anything.
  const places = (await backend.listTenants()).filter(({ projectId }) => isUuid(projectId));
  const ofBackend = eq(tenantPlaces.compute, backend.name);
  const ids = places.map(({ projectId }) => projectId);
  await db.delete(tenantPlaces).where(and(ofBackend, notInArray(tenantPlaces.projectId, ids)));
  if (places.length === 0) return;
  await db
    .insert(tenantPlaces)
    .values(places.map((place) => ({ compute: backend.name, ...place })))
    .onConflictDoUpdate({
      target: [tenantPlaces.compute, tenantPlaces.projectId],
      set: { name: sql`excluded.name`, isEnding: sql`excluded.is_ending` },
    });
  const longest = await db
    .select({ projectId: tenantPlaces.projectId })
    .from(tenantPlaces)
    .where(and(ofBackend, eq(tenantPlaces.isEnding, false)))
    .orderBy(sql`${tenantPlaces.lookedAt} nulls first`, asc(tenantPlaces.projectId))
    .limit(mostLooks);
  for (const { projectId } of longest) {
    const content = (await backend.tenantContent(projectId)) ?? null;
    await db
      .update(tenantPlaces)
      .set({ content, lookedAt: new Date() })
      .where(and(ofBackend, eq(tenantPlaces.projectId, projectId)));
  }
}
