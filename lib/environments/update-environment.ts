import { and, eq, sql } from "drizzle-orm";
import { type Tx, transaction } from "@/db/client";
import { environments, environmentVersions } from "@/db/schema";
import type { Actor } from "@/lib/auth/actor";
import { recordChange } from "@/lib/changes/record-change";
import { authorizeEnvironment } from "@/lib/environments/authorize-environment";
import { insertVersion } from "@/lib/environments/create-environment";
import { type EnvironmentView, toEnvironmentView, type UpdateEnvironmentInput } from "@/lib/environments/environment";
import { AppError, notFound } from "@/lib/errors";

/** Renames or describes an environment; other requirements make a new version and start its build. `ifMatch` is the version that was read. */
export async function updateEnvironment(
  actor: Actor,
  input: UpdateEnvironmentInput & { readonly id: string; readonly ifMatch?: number | null },
): Promise<EnvironmentView> {
  const before = await authorizeEnvironment(actor, "environment:write", input.id);
  if (input.ifMatch != null && input.ifMatch !== before.version) throw new AppError("stale", "errors.stale");
  return transaction(async (tx) => {
    const latest = await latestVersion(tx, before);
    const isOther = input.requirements !== undefined && input.requirements.trim() !== latest.requirements.trim();
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
    const version = isOther ? await insertVersion(tx, row, input.requirements ?? "", userId) : latest;
    await recordChange(tx, actor, {
      type: "environment.updated",
      subject: { type: "environment", id: row.id, name: row.name },
      projectId: row.projectId,
      fields: { name: input.name, description: input.description, requirements: isOther ? input.requirements : undefined },
    });
    return toEnvironmentView(row, version);
  });
}

async function latestVersion(tx: Tx, environment: typeof environments.$inferSelect) {
  const [latest] = await tx
    .select()
    .from(environmentVersions)
    .where(and(eq(environmentVersions.environmentId, environment.id), eq(environmentVersions.number, environment.latestVersion)));
  if (!latest) throw notFound();
  return latest;
}
