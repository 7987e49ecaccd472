import { and, eq, isNull, sql } from "drizzle-orm";
import { db, type Tx, transaction } from "@/db/client";
import { endpoints, environments, environmentVersions, revisions } from "@/db/schema";
import type { UserActor } from "@/lib/auth/actor";
import { authorize, authorizeRow } from "@/lib/auth/authorize";
import { recordChange } from "@/lib/changes/record-change";
import type { CreateRevisionInput, DeployEndpointInput, EndpointView } from "@/lib/endpoints/endpoint";
import { getEndpoint } from "@/lib/endpoints/get-endpoint";
import { readPlace } from "@/lib/environments/read-place";
import { AppError, invalidField, sqlState } from "@/lib/errors";
import { newId } from "@/lib/id";
import { assertMayRunCode } from "@/lib/jobs/assert-may-run-code";
import { resolveEnvironment } from "@/lib/jobs/resolve-parts";
import { authorizeModelVersion } from "@/lib/models/get-model";
import { assertFits } from "@/lib/scheduling/assert-fits";
import { assertWithinQuota } from "@/lib/scheduling/assert-within-quota";
import { freeSlug, toSlug } from "@/lib/slug";
import { enter } from "@/lib/timeline/enter";
import { wake } from "@/lib/worker/wake";

/** Puts a model version behind an address. What follows is done by the worker. */
export async function deployEndpoint(actor: UserActor, input: DeployEndpointInput): Promise<EndpointView> {
  await authorize(actor, "endpoint:write", input.projectId);
  const served = await resolveServed(actor, input.projectId, input);
  await assertWithinQuota(input.projectId, amountsOf(input));
  await assertFits({ resources: amountsOf(input), copies: input.replicas, environment: served.environment });
  const name = input.name ?? served.modelName;
  const id = newId();
  await transaction(async (tx) => {
    const slug = await chooseSlug(tx, input.projectId, input.slug, name);
    await tx
      .insert(endpoints)
      .values({ id, projectId: input.projectId, slug, name, latestRevision: 1, createdBy: actor.userId })
      .catch((error: unknown) => {
        if (sqlState(error) === "23505") throw invalidField("slug", "errors.slug.taken", { slug });
        throw error;
      });
    await insertRevision(tx, actor, { endpointId: id, number: 1, ...served, ...amountsOf(input) });
    await recordChange(tx, actor, {
      type: "endpoint.created",
      subject: { type: "endpoint", id, name },
      projectId: input.projectId,
      fields: { modelVersionId: input.modelVersionId, ...amountsOf(input) },
    });
    await wake(tx, "endpoint", id);
  });
  return getEndpoint(actor, id);
}

/** Deploys another version (or other resources) at the same address: it takes over once it answers, and never when it does not. */
export async function createRevision(actor: UserActor, endpointId: string, input: CreateRevisionInput): Promise<EndpointView> {
  const row = await authorizeRow(actor, "endpoint:write", endpoints, endpointId);
  const served = await resolveServed(actor, row.projectId, input);
  const { newest } = await getEndpoint(actor, endpointId);
  const resources = {
    cpuMilli: input.cpuMilli ?? newest.cpuMilli,
    memoryBytes: input.memoryBytes ?? newest.memoryBytes,
    accelerators: input.accelerators ?? newest.accelerators,
    replicas: input.replicas ?? newest.replicas,
  };
  await assertWithinQuota(row.projectId, resources);
  await assertFits({ resources, copies: resources.replicas, environment: served.environment });
  await transaction(async (tx) => {
    const [raised] = await tx
      .update(endpoints)
      .set({
        latestRevision: sql`${endpoints.latestRevision} + 1`,
        wantsRunning: true,
        status: sql`case when ${endpoints.status} in ('ready', 'degraded') then ${endpoints.status} else 'starting' end`,
        message: null,
        version: sql`${endpoints.version} + 1`,
        updatedAt: sql`now()`,
      })
      .where(and(eq(endpoints.id, endpointId), isNull(endpoints.deletedAt)))
      .returning();
    if (!raised) throw new AppError("stale", "errors.stale");
    await insertRevision(tx, actor, { endpointId, number: raised.latestRevision, ...served, ...resources });
    await recordChange(tx, actor, {
      type: "endpoint.revised",
      subject: { type: "endpoint", id: endpointId, name: row.name },
      projectId: row.projectId,
      fields: { revision: raised.latestRevision, modelVersionId: input.modelVersionId, ...resources },
    });
    await wake(tx, "endpoint", endpointId);
  });
  return getEndpoint(actor, endpointId);
}

/** The version and what it will run in, both of this project, and in a form that the model server can load. */
async function resolveServed(
  actor: UserActor,
  projectId: string,
  input: Pick<DeployEndpointInput, "modelVersionId" | "environmentVersionId">,
) {
  await assertMayRunCode(actor.userId);
  const { model, version } = await authorizeModelVersion(actor, "model:read", input.modelVersionId);
  if (model.projectId !== projectId) throw invalidField("modelVersionId", "errors.notFound");
  if (version.format !== "sklearn-joblib") throw invalidField("modelVersionId", "endpoints.refused.format", { format: version.format });
  const environment = input.environmentVersionId ?? version.environmentVersionId;
  if (environment === null) throw invalidField("environmentVersionId", "endpoints.refused.noEnvironment");
  // The environment it was trained in stays usable for it, also once another project's or a binned one.
  const environmentVersionId =
    environment === version.environmentVersionId ? environment : await resolveEnvironment(projectId, environment);
  return {
    modelVersionId: version.id,
    environmentVersionId,
    modelName: model.name,
    environment: await resolveRunning(environmentVersionId),
  };
}

/** A model that was trained on one machine needs an image on a cluster, and the other way round. */
async function resolveRunning(environmentVersionId: string): Promise<Running> {
  const [found] = await db
    .select({ name: environments.name, version: environmentVersions })
    .from(environmentVersions)
    .innerJoin(environments, eq(environments.id, environmentVersions.environmentId))
    .where(eq(environmentVersions.id, environmentVersionId));
  if (!found) throw invalidField("environmentVersionId", "errors.notFound");
  const place = await readPlace();
  const refusal = place(found.version);
  if (refusal) throw invalidField("environmentVersionId", refusal.key, refusal.params);
  return { name: found.name, accelerator: found.version.accelerator, architectures: found.version.architectures };
}

/** What room for its servers depends on. */
type Running = Pick<typeof environmentVersions.$inferSelect, "accelerator" | "architectures"> & { readonly name: string };
type Amounts = Pick<DeployEndpointInput, "cpuMilli" | "memoryBytes" | "accelerators" | "replicas">;

function amountsOf({ cpuMilli, memoryBytes, accelerators, replicas }: Amounts): Amounts {
  return { cpuMilli, memoryBytes, accelerators, replicas };
}

async function insertRevision(
  tx: Tx,
  actor: UserActor,
  {
    modelName: _name,
    environment: _environment,
    ...values
  }: Pick<
    typeof revisions.$inferInsert,
    "endpointId" | "number" | "modelVersionId" | "environmentVersionId" | "cpuMilli" | "memoryBytes" | "accelerators" | "replicas"
  > & {
    readonly modelName: string;
    readonly environment: Running;
  },
): Promise<void> {
  const id = newId();
  await tx.insert(revisions).values({ id, ...values, createdBy: actor.userId });
  const params = { revision: values.number, name: actor.displayName };
  await enter(tx, { subject: { type: "revision", id }, attempt: values.number, stage: "queued", key: "endpoints.timeline.asked", params });
}

async function chooseSlug(tx: Tx, projectId: string, slug: string | undefined, name: string): Promise<string> {
  const rows = await tx
    .select({ slug: endpoints.slug })
    .from(endpoints)
    .where(and(eq(endpoints.projectId, projectId), isNull(endpoints.deletedAt)));
  const taken = new Set(rows.map((row) => row.slug));
  if (slug === undefined) return freeSlug(toSlug(name, "endpoint"), (candidate) => taken.has(candidate) || candidate === "new");
  if (taken.has(slug) || slug === "new") throw invalidField("slug", "errors.slug.taken", { slug });
  return slug;
}
