import { and, asc, eq, isNotNull, isNull } from "drizzle-orm";
import { db, transaction } from "@/db/client";
import { environments, environmentVersions } from "@/db/schema";
import { recordObservation } from "@/lib/changes/record-change";
import { pinnedReference } from "@/lib/environments/image-reference";
import { type ImageValues, lookUpImage } from "@/lib/environments/look-up-image";
import { AppError } from "@/lib/errors";

/** Registries that do not answer take seconds each. */
const most = 20;

/**
 * For the worker: looks up images whose registry was not asked yet, as for those that an installation begins with, or could not be asked.
 * Why nothing is known stands with the version; what it was pinned to meanwhile stays.
 */
export async function lookUpPending(): Promise<void> {
  const rows = await db
    .select({ environment: environments, version: environmentVersions })
    .from(environmentVersions)
    .innerJoin(
      environments,
      and(eq(environments.id, environmentVersions.environmentId), eq(environments.latestVersion, environmentVersions.number)),
    )
    .where(and(isNull(environments.deletedAt), isNotNull(environmentVersions.imageReference), isNull(environmentVersions.sizeBytes)))
    .orderBy(asc(environmentVersions.createdAt))
    .limit(most);
  for (const { environment, version } of rows) await lookUp(environment, version);
}

async function lookUp(environment: typeof environments.$inferSelect, version: typeof environmentVersions.$inferSelect): Promise<void> {
  const { imageReference, imageDigest, accelerator, architectures } = version;
  if (imageReference === null) return;
  const reference = pinnedReference(imageReference, imageDigest);
  const { imageReference: _, ...found } = await lookUpImage(environment.projectId, {
    reference,
    accelerator,
    architectures: [...architectures],
  }).catch(asMessage);
  // A program that ran in it says more than a registry that does not answer.
  if (found.message !== null && imageDigest !== null) return;
  if (JSON.stringify(found.message) === JSON.stringify(version.message) && found.message !== null) return;
  await transaction(async (tx) => {
    const unchanged = imageDigest === null ? isNull(environmentVersions.imageDigest) : eq(environmentVersions.imageDigest, imageDigest);
    await tx
      .update(environmentVersions)
      .set(found)
      .where(and(eq(environmentVersions.id, version.id), unchanged));
    const subject = { type: "environment", id: environment.id, name: environment.name } as const;
    await recordObservation(tx, { type: "environment.looked_up", subject, projectId: environment.projectId });
  });
}

/** What a form would be refused with stands with the version. */
function asMessage(error: unknown): Pick<ImageValues, "message" | "imageReference"> {
  if (!(error instanceof AppError)) throw error;
  return { message: { key: error.key, params: error.params } };
}
