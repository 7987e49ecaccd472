import { eq } from "drizzle-orm";
import { db } from "@/db/client";
import { datasets, datasetVersions } from "@/db/schema";
import type { Actor } from "@/lib/auth/actor";
import { authorizeRow, isUuid } from "@/lib/auth/authorize";
import type { ProjectPermission } from "@/lib/auth/permissions";
import { notFound } from "@/lib/errors";

/** Whether a person may do this with the dataset of a version; returns both. Throws `not_found` or `forbidden`. */
export async function authorizeVersion(
  actor: Actor,
  permission: ProjectPermission,
  versionId: string,
): Promise<{ readonly dataset: typeof datasets.$inferSelect; readonly version: typeof datasetVersions.$inferSelect }> {
  const [version] = isUuid(versionId) ? await db.select().from(datasetVersions).where(eq(datasetVersions.id, versionId)) : [];
  const dataset = await authorizeRow(actor, permission, datasets, version?.datasetId ?? "");
  if (!version) throw notFound();
  return { dataset, version };
}
