import { and, asc, eq, isNull, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { environments, environmentVersions } from "@/db/schema";
import type { Actor } from "@/lib/auth/actor";
import { authorize } from "@/lib/auth/authorize";
import { type EnvironmentView, toEnvironmentView } from "@/lib/environments/environment";
import { readPlace } from "@/lib/environments/read-place";
import { usableIn } from "@/lib/environments/usable-in";

const most = 500;

/** The environments that a project's jobs can run in: its own first, then the platform's, by name. */
export async function listEnvironments(actor: Actor, projectId: string): Promise<readonly EnvironmentView[]> {
  await authorize(actor, "environment:read", projectId);
  const rows = await db
    .select({ environment: environments, latest: environmentVersions })
    .from(environments)
    .innerJoin(
      environmentVersions,
      and(eq(environmentVersions.environmentId, environments.id), eq(environmentVersions.number, environments.latestVersion)),
    )
    .where(and(usableIn(projectId), isNull(environments.deletedAt)))
    .orderBy(sql`${environments.projectId} is null`, asc(environments.name))
    .limit(most);
  const place = await readPlace();
  return rows.map(({ environment, latest }) => toEnvironmentView(environment, latest, place));
}
