import { and, eq, sql } from "drizzle-orm";
import { type Tx, transaction } from "@/db/client";
import { environments, environmentVersions } from "@/db/schema";
import type { Actor } from "@/lib/auth/actor";
import { recordChange } from "@/lib/changes/record-change";
import { authorizeEnvironment } from "@/lib/environments/authorize-environment";
import { contentOf, insertVersion, type VersionContent } from "@/lib/environments/create-environment";
import { type EnvironmentView, toEnvironmentView, type UpdateEnvironmentInput } from "@/lib/environments/environment";
import { readPlace } from "@/lib/environments/read-place";
import { AppError, invalidField, notFound } from "@/lib/errors";

/** Renames or describes an environment; other requirements or another image make a new version. `ifMatch` is the version that was read. */
export async function updateEnvironment(
  actor: Actor,
  input: UpdateEnvironmentInput & { readonly id: string; readonly ifMatch?: number | null },
): Promise<EnvironmentView> {
  const before = await authorizeEnvironment(actor, "environment:write", input.id);
  if (input.ifMatch != null && input.ifMatch !== before.version) throw new AppError("stale", "errors.stale");
  const place = await readPlace();
  const content = await otherContent(before, input);
  return transaction(async (tx) => {
    const latest = await latestVersion(tx, before);
    const isOther = content !== null && !isSame(content, latest);
    const [row] = await tx
      .update(environments)
      .set({
        name: input.name ?? before.name,
        description: input.description ?? before.description,
        latestVersion: before.latestVersion + (isOther ? 1 : 0),
        version: before.version + 1,
        updatedAt: sql`now()`,
      })
      .where(and(eq(environments.id, before.id), eq(environments.version, before.version)))
      .returning();
    if (!row) throw new AppError("stale", "errors.stale");
    const userId = actor.kind === "user" ? actor.userId : null;
    const version = isOther ? await insertVersion(tx, row, content, userId) : latest;
    await recordChange(tx, actor, {
      type: "environment.updated",
      subject: { type: "environment", id: row.id, name: row.name },
      projectId: row.projectId,
      fields: {
        name: input.name,
        description: input.description,
        ...(isOther && { requirements: input.requirements, image: input.image?.reference }),
      },
    });
    return toEnvironmentView(row, version, place);
  });
}

/** What the next version would be made of; an environment stays of the kind it is. */
async function otherContent(
  { kind, projectId }: typeof environments.$inferSelect,
  { requirements, image }: UpdateEnvironmentInput,
): Promise<VersionContent | null> {
  if (kind === "image" && requirements !== undefined) throw invalidField("requirements", "environments.image.noRequirements");
  if (kind === "python" && image !== undefined) throw invalidField("image", "environments.image.isPackages");
  return requirements === undefined && image === undefined ? null : contentOf(projectId, { requirements, image });
}

function isSame(content: VersionContent, latest: typeof environmentVersions.$inferSelect): boolean {
  if (content.kind === "python") return content.requirements.trim() === latest.requirements.trim();
  const { imageReference, imageDigest, accelerator, architectures } = content.values;
  return (
    imageReference === latest.imageReference &&
    (imageDigest ?? latest.imageDigest) === latest.imageDigest &&
    accelerator === latest.accelerator &&
    JSON.stringify(architectures) === JSON.stringify(latest.architectures)
  );
}

async function latestVersion(tx: Tx, environment: typeof environments.$inferSelect) {
  const [latest] = await tx
    .select()
    .from(environmentVersions)
    .where(and(eq(environmentVersions.environmentId, environment.id), eq(environmentVersions.number, environment.latestVersion)));
  if (!latest) throw notFound();
  return latest;
}
