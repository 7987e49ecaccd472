import { and, eq, isNotNull, isNull, sql } from "drizzle-orm";
import { db, transaction } from "@/db/client";
import { endpoints, models, modelVersions, revisions } from "@/db/schema";
import type { Actor } from "@/lib/auth/actor";
import { authorize, authorizeRow, isUuid } from "@/lib/auth/authorize";
import { recordChange } from "@/lib/changes/record-change";
import { AppError, notFound, sqlState } from "@/lib/errors";
import { authorizeModelVersion, getModel, getModelVersion } from "@/lib/models/get-model";
import type { ModelVersionView, ModelView } from "@/lib/models/model";

/** Puts a model and its versions into the bin. Refused while an endpoint serves one of them, naming it. */
export async function deleteModel(actor: Actor, id: string): Promise<void> {
  const row = await authorizeRow(actor, "model:write", models, id);
  await transaction(async (tx) => {
    await tx.execute(sql`select 1 from models where id = ${id} for update`);
    await assertUnused(eq(modelVersions.modelId, id), row.name);
    await tx
      .update(models)
      .set({ deletedAt: sql`now()`, version: sql`${models.version} + 1` })
      .where(eq(models.id, id));
    await recordChange(tx, actor, { type: "model.deleted", subject: { type: "model", id, name: row.name }, projectId: row.projectId });
  });
}

/** Takes a model out of the bin; its address must still be free. */
export async function restoreModel(actor: Actor, id: string): Promise<ModelView> {
  const [row] = isUuid(id)
    ? await db
        .select()
        .from(models)
        .where(and(eq(models.id, id), isNotNull(models.deletedAt)))
    : [];
  if (!row) throw notFound();
  await authorize(actor, "model:write", row.projectId);
  try {
    await transaction(async (tx) => {
      await tx
        .update(models)
        .set({ deletedAt: null, version: sql`${models.version} + 1` })
        .where(eq(models.id, id));
      await recordChange(tx, actor, { type: "model.restored", subject: { type: "model", id, name: row.name }, projectId: row.projectId });
    });
  } catch (error) {
    if (sqlState(error) === "23505") throw new AppError("conflict", "errors.slug.taken", { slug: row.slug });
    throw error;
  }
  return getModel(actor, id);
}

/** Puts one version into the bin; its number is not given again. */
export async function deleteModelVersion(actor: Actor, id: string): Promise<void> {
  const { model, version } = await authorizeModelVersion(actor, "model:write", id);
  const name = `${model.name} v${version.number}`;
  await transaction(async (tx) => {
    await tx.execute(sql`select 1 from models where id = ${model.id} for update`);
    await assertUnused(eq(modelVersions.id, id), name);
    await tx.update(modelVersions).set({ deletedAt: sql`now()` }).where(eq(modelVersions.id, id));
    await recordChange(tx, actor, {
      type: "model_version.deleted",
      subject: { type: "model_version", id, name },
      projectId: model.projectId,
    });
  });
}

export async function restoreModelVersion(actor: Actor, id: string): Promise<ModelVersionView> {
  const [version] = isUuid(id)
    ? await db
        .select()
        .from(modelVersions)
        .where(and(eq(modelVersions.id, id), isNotNull(modelVersions.deletedAt)))
    : [];
  const model = await authorizeRow(actor, "model:write", models, version?.modelId ?? "");
  await transaction(async (tx) => {
    await tx.update(modelVersions).set({ deletedAt: null }).where(eq(modelVersions.id, id));
    const subject = { type: "model_version", id, name: `${model.name} v${version?.number ?? ""}` } as const;
    await recordChange(tx, actor, { type: "model_version.restored", subject, projectId: model.projectId });
  });
  return getModelVersion(actor, id);
}

async function assertUnused(which: ReturnType<typeof eq>, name: string): Promise<void> {
  const users = await db
    .selectDistinct({ name: endpoints.name })
    .from(revisions)
    .innerJoin(endpoints, eq(endpoints.id, revisions.endpointId))
    .innerJoin(modelVersions, eq(modelVersions.id, revisions.modelVersionId))
    .where(and(which, isNull(endpoints.deletedAt), isNull(revisions.endedAt)))
    .limit(5);
  if (users.length === 0) return;
  const endpointNames = users.map((user) => user.name).join(", ");
  throw new AppError("conflict", "models.inUse", { name, count: users.length, endpoints: endpointNames });
}
