import { asc, eq, isNull } from "drizzle-orm";
import { db } from "@/db/client";
import { registryCredentials } from "@/db/schema";
import type { Actor } from "@/lib/auth/actor";
import { authorizeLogins } from "@/lib/registries/authorize-logins";
import { type RegistryLoginView, toRegistryLoginView } from "@/lib/registries/registry-login";

/** The registries that a project, or with null every project, has a login for; never a password. */
export async function listRegistryLogins(actor: Actor, projectId: string | null): Promise<readonly RegistryLoginView[]> {
  await authorizeLogins(actor, "secret:read", projectId);
  const { id, host, username, updatedAt } = registryCredentials;
  const rows = await db
    .select({ id, projectId: registryCredentials.projectId, host, username, updatedAt })
    .from(registryCredentials)
    .where(projectId === null ? isNull(registryCredentials.projectId) : eq(registryCredentials.projectId, projectId))
    .orderBy(asc(host))
    .limit(500);
  return rows.map(toRegistryLoginView);
}
