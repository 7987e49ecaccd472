import { eq } from "drizzle-orm";
import { db, transaction } from "@/db/client";
import { registryCredentials } from "@/db/schema";
import type { Actor } from "@/lib/auth/actor";
import { isUuid } from "@/lib/auth/authorize";
import { recordChange } from "@/lib/changes/record-change";
import { notFound } from "@/lib/errors";
import { authorizeLogins } from "@/lib/registries/authorize-logins";
import { loginSubject } from "@/lib/registries/login-subject";

/** Erases a login, of the project (or, with null, of the installation) `within` if that is said. There is no way back: keeping a password that somebody wanted gone would be worse. */
export async function deleteRegistryLogin(actor: Actor, id: string, within?: string | null): Promise<void> {
  const [row] = isUuid(id) ? await db.select().from(registryCredentials).where(eq(registryCredentials.id, id)) : [];
  if (!row || (within !== undefined && within !== row.projectId)) throw notFound();
  await authorizeLogins(actor, "secret:write", row.projectId);
  await transaction(async (tx) => {
    await tx.delete(registryCredentials).where(eq(registryCredentials.id, id));
    await recordChange(tx, actor, { type: "registry.login_deleted", ...loginSubject(row.projectId), fields: { registry: row.host } });
  });
}
