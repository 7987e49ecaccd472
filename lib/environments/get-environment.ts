import { and, desc, eq, isNull } from "drizzle-orm";
import { db } from "@/db/client";
import { environments, environmentVersions } from "@/db/schema";
import type { Actor } from "@/lib/auth/actor";
import { authorize, isUuid } from "@/lib/auth/authorize";
import { authorizeEnvironment } from "@/lib/environments/authorize-environment";
import {
  type EnvironmentVersionView,
  type EnvironmentView,
  toEnvironmentVersionView,
  toEnvironmentView,
} from "@/lib/environments/environment";
import { readPlace } from "@/lib/environments/read-place";
import { usableIn } from "@/lib/environments/usable-in";
import { withSilence } from "@/lib/environments/with-silence";
import { notFound } from "@/lib/errors";

/** An environment with its latest version. */
export async function getEnvironment(actor: Actor, id: string): Promise<EnvironmentView> {
  const row = await authorizeEnvironment(actor, "environment:read", id);
  const [latest] = await withSilence(
    await db
      .select()
      .from(environmentVersions)
      .where(and(eq(environmentVersions.environmentId, row.id), eq(environmentVersions.number, row.latestVersion))),
  );
  if (!latest) throw notFound();
  return toEnvironmentView(row, latest, await readPlace());
}

/** The same by its address within a project; a project's own comes before one of the platform with the same address. */
export async function getEnvironmentBySlug(
  actor: Actor,
  input: { readonly projectId: string; readonly slug: string },
): Promise<EnvironmentView> {
  await authorize(actor, "environment:read", input.projectId);
  const rows = await db
    .select({ id: environments.id, projectId: environments.projectId })
    .from(environments)
    .where(and(usableIn(input.projectId), eq(environments.slug, input.slug), isNull(environments.deletedAt)));
  const found = rows.find((row) => row.projectId === input.projectId) ?? rows[0];
  if (!found) throw notFound();
  return getEnvironment(actor, found.id);
}

/** All versions of an environment, the newest first. */
export async function listEnvironmentVersions(actor: Actor, environmentId: string): Promise<readonly EnvironmentVersionView[]> {
  await authorizeEnvironment(actor, "environment:read", environmentId);
  const rows = await db
    .select()
    .from(environmentVersions)
    .where(eq(environmentVersions.environmentId, environmentId))
    .orderBy(desc(environmentVersions.number))
    .limit(200);
  const place = await readPlace();
  return (await withSilence(rows)).map((version) => toEnvironmentVersionView(version, place));
}

/** One version by its own id. */
export async function getEnvironmentVersion(actor: Actor, id: string): Promise<EnvironmentVersionView> {
  const [row] = isUuid(id) ? await db.select().from(environmentVersions).where(eq(environmentVersions.id, id)) : [];
  if (!row) throw notFound();
  await authorizeEnvironment(actor, "environment:read", row.environmentId);
  const [version = row] = await withSilence([row]);
  return toEnvironmentVersionView(version, await readPlace());
}
