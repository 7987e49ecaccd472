import { and, eq, inArray, isNull } from "drizzle-orm";
import { db } from "@/db/client";
import { allocations, endpoints, jobs, projectLimits, revisions } from "@/db/schema";
import type { Actor } from "@/lib/auth/actor";
import { authorize } from "@/lib/auth/authorize";
import { readPolicy } from "@/lib/cluster/read-policy";
import { defaultBackend } from "@/lib/compute/backends";
import { keepsTenants, type Quota, unlimited } from "@/lib/compute/tenancy";
import type { ProjectLimitsView } from "@/lib/projects/limits";
import { nothing, plus } from "@/lib/scheduling/resources";

/** A cluster that is slow to say what it counts is not waited for. */
const patienceMs = 2_000;

/** What a project may use and reach, what it uses now, and by what. */
export async function getLimits(actor: Actor, projectId: string): Promise<ProjectLimitsView> {
  await authorize(actor, "project:read", projectId);
  const [[row], held, cluster, policy] = await Promise.all([
    db.select().from(projectLimits).where(eq(projectLimits.projectId, projectId)),
    db
      .select()
      .from(allocations)
      .where(and(eq(allocations.projectId, projectId), isNull(allocations.until))),
    clusterUse(projectId),
    readPolicy(),
  ]);
  const { cpuMilli, memoryBytes, storageBytes, replicas, accelerators } = row ?? unlimited;
  return {
    quota: { cpuMilli, memoryBytes, storageBytes, replicas, accelerators },
    used: held.reduce(plus, nothing),
    holders: await holdersOf(held),
    cluster,
    egress: row?.egress ?? [],
    podSecurity: row?.podSecurity ?? "restricted",
    isInCluster: keepsTenants(defaultBackend()),
    policy,
    version: row?.version ?? 0,
  };
}

async function clusterUse(projectId: string): Promise<Quota | null> {
  const backend = defaultBackend();
  if (!keepsTenants(backend)) return null;
  const patience = new Promise<null>((resolve) => setTimeout(resolve, patienceMs, null).unref());
  return Promise.race([
    backend
      .tenantUse(projectId)
      .then((use) => use ?? null)
      .catch(() => null),
    patience,
  ]);
}

async function holdersOf(held: readonly (typeof allocations.$inferSelect)[]): Promise<ProjectLimitsView["holders"]> {
  const ids = held.map(({ subjectId }) => subjectId);
  if (ids.length === 0) return [];
  const places = await db
    .select({ id: jobs.id, slug: jobs.slug })
    .from(jobs)
    .where(inArray(jobs.id, ids))
    .unionAll(
      db
        .select({ id: revisions.id, slug: endpoints.slug })
        .from(revisions)
        .innerJoin(endpoints, eq(endpoints.id, revisions.endpointId))
        .where(inArray(revisions.id, ids)),
    );
  const slugs = new Map(places.map(({ id, slug }) => [id, slug]));
  return held.map(({ subjectType, subjectId, subjectName, cpuMilli, memoryBytes, accelerators }) => ({
    type: subjectType === "job" ? "job" : "endpoint",
    slug: slugs.get(subjectId) ?? "",
    name: subjectName,
    cpuMilli,
    memoryBytes,
    accelerators,
  }));
}
