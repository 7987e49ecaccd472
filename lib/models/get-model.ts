import { and, eq, isNull } from "drizzle-orm";
import { db } from "@/db/client";
import { models, modelVersions } from "@/db/schema";
import type { Actor } from "@/lib/auth/actor";
import { authorize, authorizeRow, isUuid } from "@/lib/auth/authorize";
import type { ProjectPermission } from "@/lib/auth/permissions";
import { downloadUrl } from "@/lib/blobs/download-link";
import type { Reader } from "@/lib/blobs/files-url";
import { listManifest } from "@/lib/blobs/list-manifest";
import { notFound } from "@/lib/errors";
import { loadVersions } from "@/lib/models/load-versions";
import { type ModelFileView, type ModelVersionView, type ModelView, toModelView } from "@/lib/models/model";

export async function getModel(actor: Actor, id: string): Promise<ModelView> {
  const row = await authorizeRow(actor, "model:read", models, id);
  return toModelView(row, await loadVersions(eq(modelVersions.modelId, row.id)));
}

/** A model by its address within a project, with all versions, newest first. */
export async function getModelBySlug(
  actor: Actor,
  projectId: string,
  slug: string,
): Promise<{ readonly model: ModelView; readonly versions: readonly ModelVersionView[] }> {
  await authorize(actor, "model:read", projectId);
  const [row] = await db
    .select()
    .from(models)
    .where(and(eq(models.projectId, projectId), eq(models.slug, slug), isNull(models.deletedAt)));
  if (!row) throw notFound();
  const versions = await loadVersions(eq(modelVersions.modelId, row.id));
  return { model: toModelView(row, versions), versions };
}

export async function listModelVersions(actor: Actor, modelId: string): Promise<readonly ModelVersionView[]> {
  const row = await authorizeRow(actor, "model:read", models, modelId);
  return loadVersions(eq(modelVersions.modelId, row.id));
}

export async function getModelVersion(actor: Actor, id: string): Promise<ModelVersionView> {
  await authorizeModelVersion(actor, "model:read", id);
  const [view] = await loadVersions(eq(modelVersions.id, id));
  if (!view) throw notFound();
  return view;
}

export async function listModelFiles(actor: Actor, versionId: string): Promise<readonly ModelFileView[]> {
  await authorizeModelVersion(actor, "model:read", versionId);
  const files = await listManifest("model_version", versionId);
  return files.map(({ path, size, sha256 }) => ({ path, size, sha256 }));
}

/** A link, good for some minutes, that gives one file of a version, or all of them as a zip. */
export async function getModelDownload(
  actor: Actor,
  input: { readonly versionId: string; readonly path?: string | undefined },
  reader: Reader,
): Promise<string> {
  const { model, version } = await authorizeModelVersion(actor, "model:read", input.versionId);
  const name = `${model.slug}-v${version.number}`;
  if (input.path === undefined) return downloadUrl({ kind: "zip", of: "model_version", id: version.id, name: `${name}.zip` }, reader);
  const file = (await listManifest("model_version", version.id)).find(({ path }) => path === input.path);
  if (!file) throw notFound();
  return downloadUrl({ kind: "blob", sha256: file.sha256, name: file.path.slice(file.path.lastIndexOf("/") + 1) }, reader);
}

/** The living version and its model, if this actor may do so with them. */
export async function authorizeModelVersion(
  actor: Actor,
  permission: ProjectPermission,
  id: string,
): Promise<{ readonly model: typeof models.$inferSelect; readonly version: typeof modelVersions.$inferSelect }> {
  const [version] = isUuid(id)
    ? await db
        .select()
        .from(modelVersions)
        .where(and(eq(modelVersions.id, id), isNull(modelVersions.deletedAt)))
    : [];
  const model = await authorizeRow(actor, permission, models, version?.modelId ?? "");
  if (!version) throw notFound();
  return { model, version };
}
