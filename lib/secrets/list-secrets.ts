import { and, asc, eq, isNull } from "drizzle-orm";
import { db } from "@/db/client";
import { secrets } from "@/db/schema";
import type { Actor } from "@/lib/auth/actor";
import { authorize } from "@/lib/auth/authorize";
import { type SecretView, toSecretView } from "@/lib/secrets/secret";

/** The names of a project's secrets, never a value. */
export async function listSecrets(actor: Actor, projectId: string): Promise<readonly SecretView[]> {
  await authorize(actor, "secret:read", projectId);
  const rows = await db
    .select({ id: secrets.id, name: secrets.name, createdAt: secrets.createdAt, updatedAt: secrets.updatedAt, version: secrets.version })
    .from(secrets)
    .where(and(eq(secrets.projectId, projectId), isNull(secrets.deletedAt)))
    .orderBy(asc(secrets.name))
    .limit(500);
  return rows.map(toSecretView);
}
