import { and, inArray, isNull } from "drizzle-orm";
import { db } from "@/db/client";
import { projects } from "@/db/schema";
import { isUuid } from "@/lib/auth/authorize";
import { defaultBackend } from "@/lib/compute/backends";
import { keepsTenants } from "@/lib/compute/tenancy";
import { readTenancy } from "@/lib/projects/read-tenancy";

const lookAgainMs = 3_600_000;

/** Makes a project's place on the compute agree with its row; that of a deleted project goes once nothing is in it. */
export async function syncTenant(projectId: string): Promise<Date | null> {
  const backend = defaultBackend();
  if (!keepsTenants(backend)) return null;
  if (await readTenancy(projectId)) {
    await backend.keepTenant(projectId);
    return null;
  }
  const kept = await backend.removeTenant(projectId, { evenIfUsed: false });
  return kept ? new Date(Date.now() + lookAgainMs) : null;
}

/** Projects that are gone and still have a place. */
export async function idsOfTenantsToSync(): Promise<readonly string[]> {
  const backend = defaultBackend();
  if (!keepsTenants(backend)) return [];
  const places = (await backend.listTenants().catch(() => []))
    .filter(({ isEnding, projectId }) => !isEnding && isUuid(projectId))
    .map(({ projectId }) => projectId);
  if (places.length === 0) return [];
  const living = await db
    .select({ id: projects.id })
    .from(projects)
    .where(and(inArray(projects.id, places), isNull(projects.deletedAt)));
  const known = new Set(living.map(({ id }) => id));
  return places.filter((id) => !known.has(id));
}
