import { and, asc, eq, isNull } from "drizzle-orm";
import { db } from "@/db/client";
import { endpoints, environments, environmentVersions, models, modelVersions, projects, revisions } from "@/db/schema";
import type { ComputeBackend, Watch } from "@/lib/compute/backend";
import { type BackendName, backendNamed, defaultBackend } from "@/lib/compute/backends";

/** A revision with all that its launch needs, as it stands in the rows now. */
export interface RevisionParts {
  readonly revision: typeof revisions.$inferSelect;
  readonly model: typeof models.$inferSelect;
  readonly modelVersion: typeof modelVersions.$inferSelect;
  readonly environment: typeof environments.$inferSelect;
  readonly environmentVersion: typeof environmentVersions.$inferSelect;
  readonly backend: ComputeBackend & Watch;
}

export interface EndpointParts {
  readonly endpoint: typeof endpoints.$inferSelect;
  readonly project: typeof projects.$inferSelect;
  /** Those that have not ended, oldest first. */
  readonly living: readonly RevisionParts[];
}

export async function readEndpoint(id: string): Promise<EndpointParts | null> {
  const [row] = await db
    .select({ endpoint: endpoints, project: projects })
    .from(endpoints)
    .innerJoin(projects, eq(projects.id, endpoints.projectId))
    .where(eq(endpoints.id, id));
  if (!row) return null;
  const living = await db
    .select({
      revision: revisions,
      model: models,
      modelVersion: modelVersions,
      environment: environments,
      environmentVersion: environmentVersions,
    })
    .from(revisions)
    .innerJoin(modelVersions, eq(modelVersions.id, revisions.modelVersionId))
    .innerJoin(models, eq(models.id, modelVersions.modelId))
    .innerJoin(environmentVersions, eq(environmentVersions.id, revisions.environmentVersionId))
    .innerJoin(environments, eq(environments.id, environmentVersions.environmentId))
    .where(and(eq(revisions.endpointId, id), isNull(revisions.endedAt)))
    .orderBy(asc(revisions.number));
  return { ...row, living: living.map((parts) => ({ ...parts, backend: backendOf(parts.revision.compute) })) };
}

function backendOf(compute: string | null): ComputeBackend & Watch {
  return compute === null ? defaultBackend() : backendNamed(compute as BackendName);
}
