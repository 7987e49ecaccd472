import { and, asc, eq, notInArray, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { tenantPlaces } from "@/db/schema";
import { isUuid } from "@/lib/auth/authorize";
import type { ComputeBackend } from "@/lib/compute/backend";
import { keepsTenants, type TenantContent, type Tenants } from "@/lib/compute/tenancy";

/** Each look takes some requests: with more namespaces than this, those that were looked at longest ago come first. */
const mostLooks = 20;

type Keeper = Pick<ComputeBackend, "name"> & Tenants;

/** For the worker: writes down what places projects have, and what is in them. */
export async function publishNamespaces(backend: ComputeBackend): Promise<void> {
  if (!keepsTenants(backend)) return;
  await publishPlaces(backend);
  const longest = await db
    .select({ projectId: tenantPlaces.projectId })
    .from(tenantPlaces)
    .where(and(eq(tenantPlaces.compute, backend.name), eq(tenantPlaces.isEnding, false)))
    .orderBy(sql`${tenantPlaces.lookedAt} nulls first`, asc(tenantPlaces.projectId))
    .limit(mostLooks);
  for (const { projectId } of longest) await publishContent(backend, projectId, await backend.tenantContent(projectId));
}

/** The places alone, in one request. */
export async function publishPlaces(backend: Keeper): Promise<void> {
  // What somebody labelled by hand may name anything.
  const places = (await backend.listTenants()).filter(({ projectId }) => isUuid(projectId));
  const ids = places.map(({ projectId }) => projectId);
  await db.delete(tenantPlaces).where(and(eq(tenantPlaces.compute, backend.name), notInArray(tenantPlaces.projectId, ids)));
  if (places.length === 0) return;
  await db
    .insert(tenantPlaces)
    .values(places.map((place) => ({ compute: backend.name, ...place })))
    .onConflictDoUpdate({
      target: [tenantPlaces.compute, tenantPlaces.projectId],
      set: { name: sql`excluded.name`, isEnding: sql`excluded.is_ending` },
    });
}

export async function publishContent(backend: Keeper, projectId: string, content: TenantContent | undefined): Promise<void> {
  await db
    .update(tenantPlaces)
    .set({ content: content ?? null, lookedAt: new Date() })
    .where(and(eq(tenantPlaces.compute, backend.name), eq(tenantPlaces.projectId, projectId)));
}
