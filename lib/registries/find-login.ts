import { and, eq, isNull, or, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { registryCredentials } from "@/db/schema";
import type { RegistryLogin } from "@/lib/compute/workload";
import { parseImageReference } from "@/lib/environments/image-reference";
import { open } from "@/lib/secrets/seal";

/** By whom an image is pulled for a project: its own login for the image's registry, else the installation's; null without either. */
export async function findLogin(projectId: string | null, reference: string): Promise<RegistryLogin | null> {
  const host = parseImageReference(reference)?.registry.toLowerCase();
  if (host === undefined) return null;
  const everybody = isNull(registryCredentials.projectId);
  const owner = projectId === null ? everybody : or(eq(registryCredentials.projectId, projectId), everybody);
  const [row] = await db
    .select()
    .from(registryCredentials)
    .where(and(eq(registryCredentials.host, host), owner))
    .orderBy(sql`${registryCredentials.projectId} is null`)
    .limit(1);
  if (!row) return null;
  const password = open(row.sealed, { table: "registry_credentials", rowId: row.id, projectId: row.projectId }).toString();
  return { registry: host, username: row.username, password };
}
