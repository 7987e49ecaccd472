import { and, desc, eq, inArray, isNull, type SQL } from "drizzle-orm";
import { type Db, db } from "@/db/client";
import { endpoints, environments, environmentVersions, models, modelVersions, projects, revisions, users } from "@/db/schema";
import type { EndpointView, RevisionView } from "@/lib/endpoints/endpoint";
import { env } from "@/lib/env";
import { workerSilence } from "@/lib/worker/worker-silence";

/** Endpoints that answer to `where` with their revisions that matter. The caller has authorized. */
export async function loadEndpoints(where: SQL | undefined, limit: number, on: Db = db): Promise<readonly EndpointView[]> {
  const rows = await on
    .select({ endpoint: endpoints, projectSlug: projects.slug })
    .from(endpoints)
    .innerJoin(projects, eq(projects.id, endpoints.projectId))
    .where(and(isNull(endpoints.deletedAt), where))
    .orderBy(desc(endpoints.updatedAt), desc(endpoints.id))
    .limit(limit);
  if (rows.length === 0) return [];
  const all = await loadRevisions(
    inArray(
      revisions.endpointId,
      rows.map(({ endpoint }) => endpoint.id),
    ),
    on,
  );
  const silence = rows.some(({ endpoint }) => isOnItsWay(endpoint)) ? await workerSilence() : null;
  return rows.map(({ endpoint, projectSlug }) => {
    const own = all.filter(({ endpointId }) => endpointId === endpoint.id).map(({ view }) => view);
    const newest = own[0];
    if (!newest) throw new Error("an endpoint has at least one revision");
    return {
      id: endpoint.id,
      projectId: endpoint.projectId,
      slug: endpoint.slug,
      name: endpoint.name,
      status: endpoint.status,
      message: (isOnItsWay(endpoint) ? silence : null) ?? endpoint.message,
      url: `${env.CAIRN_GATEWAY_URL}/e/${projectSlug}/${endpoint.slug}`,
      wantsRunning: endpoint.wantsRunning,
      current: own.find(({ isCurrent }) => isCurrent) ?? null,
      newest,
      createdAt: endpoint.createdAt.toISOString(),
      updatedAt: endpoint.updatedAt.toISOString(),
      version: endpoint.version,
    };
  });
}

/** It becomes something else by the worker alone. */
function isOnItsWay({ status }: typeof endpoints.$inferSelect): boolean {
  return status === "starting" || status === "degraded" || status === "stopping";
}

/** Revisions that answer to `where`, newest first. */
export async function loadRevisions(
  where: SQL | undefined,
  on: Db = db,
): Promise<readonly { readonly endpointId: string; readonly view: RevisionView }[]> {
  const rows = await on
    .select({
      revision: revisions,
      currentId: endpoints.currentRevisionId,
      model: models,
      modelVersion: modelVersions.number,
      environment: environments.name,
      environmentNumber: environmentVersions.number,
      by: users.displayName,
    })
    .from(revisions)
    .innerJoin(endpoints, eq(endpoints.id, revisions.endpointId))
    .innerJoin(modelVersions, eq(modelVersions.id, revisions.modelVersionId))
    .innerJoin(models, eq(models.id, modelVersions.modelId))
    .innerJoin(environmentVersions, eq(environmentVersions.id, revisions.environmentVersionId))
    .innerJoin(environments, eq(environments.id, environmentVersions.environmentId))
    .innerJoin(users, eq(users.id, revisions.createdBy))
    .where(where)
    .orderBy(desc(revisions.number));
  return rows.map(({ revision, currentId, model, modelVersion, environment, environmentNumber, by }) => ({
    endpointId: revision.endpointId,
    view: {
      id: revision.id,
      number: revision.number,
      status: revision.status,
      message: revision.message,
      isCurrent: revision.id === currentId,
      modelId: model.id,
      modelSlug: model.slug,
      modelName: model.name,
      modelVersionId: revision.modelVersionId,
      modelVersion,
      environment: `${environment} v${environmentNumber}`,
      cpuMilli: revision.cpuMilli,
      memoryBytes: revision.memoryBytes,
      accelerators: revision.accelerators,
      replicas: revision.replicas,
      createdBy: by,
      createdAt: revision.createdAt.toISOString(),
      readyAt: revision.readyAt?.toISOString() ?? null,
      endedAt: revision.endedAt?.toISOString() ?? null,
    },
  }));
}
