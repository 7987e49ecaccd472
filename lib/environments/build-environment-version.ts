import { and, eq, sql } from "drizzle-orm";
import { db, transaction } from "@/db/client";
import { environmentVersions } from "@/db/schema";
import type { Actor } from "@/lib/auth/actor";
import { authorize, isUuid } from "@/lib/auth/authorize";
import { recordChange } from "@/lib/changes/record-change";
import { askForBuild } from "@/lib/environments/ask-for-build";
import { authorizeEnvironment } from "@/lib/environments/authorize-environment";
import { type EnvironmentVersionView, toEnvironmentVersionView } from "@/lib/environments/environment";
import { readPlace } from "@/lib/environments/read-place";
import { AppError, invalidField, notFound } from "@/lib/errors";

/** Builds a version now: for the first time, or again after a failure. One that is ready or under way stays as it is. */
export async function buildEnvironmentVersion(
  actor: Actor,
  { id, projectId }: { readonly id: string; readonly projectId?: string | undefined },
): Promise<EnvironmentVersionView> {
  const [found] = isUuid(id) ? await db.select().from(environmentVersions).where(eq(environmentVersions.id, id)) : [];
  if (!found) throw notFound();
  const environment = await authorizeEnvironment(actor, "environment:read", found.environmentId);
  // What the platform offers is built for a project: whoever may write there may ask.
  const owner = environment.projectId ?? projectId;
  if (owner === undefined) throw invalidField("projectId", "errors.field.required");
  await authorize(actor, "environment:write", owner);
  if (found.imageReference !== null) throw new AppError("conflict", "environments.image.notBuilt", { name: environment.name });
  const place = await readPlace();
  return transaction(async (tx) => {
    const [row] = await tx
      .update(environmentVersions)
      .set({ status: "queued", message: null, buildAskedAt: sql`now()`, buildStartedAt: null, buildEndedAt: null })
      .where(and(eq(environmentVersions.id, id), sql`${environmentVersions.status} in ('queued', 'failed')`))
      .returning();
    if (!row) return toEnvironmentVersionView(found, place);
    const userId = actor.kind === "user" ? actor.userId : null;
    await askForBuild(tx, { environment, version: row, projectId: owner, userId });
    await recordChange(tx, actor, {
      type: "environment.build_asked",
      subject: { type: "environment", id: environment.id, name: environment.name },
      projectId: owner,
    });
    return toEnvironmentVersionView(row, place);
  });
}
