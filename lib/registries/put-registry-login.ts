import { and, eq, isNull, sql } from "drizzle-orm";
import { transaction } from "@/db/client";
import { registryCredentials } from "@/db/schema";
import type { Actor } from "@/lib/auth/actor";
import { recordChange } from "@/lib/changes/record-change";
import { env } from "@/lib/env";
import { invalidField } from "@/lib/errors";
import { newId } from "@/lib/id";
import { authorizeLogins } from "@/lib/registries/authorize-logins";
import { loginSubject } from "@/lib/registries/login-subject";
import { registryHosts } from "@/lib/registries/registry-hosts";
import { type PutRegistryLoginInput, type RegistryLoginSetView, toRegistryLoginView } from "@/lib/registries/registry-login";
import { tryLogin } from "@/lib/registries/try-login";
import { seal } from "@/lib/secrets/seal";

/**
 * Sets by whom images are pulled from a registry, for a project or, with null, for every project; in the place of the login for the same
 * host. The password is sealed at once and never shown. Throws `invalid` for the password where the registry says that it does not take it;
 * one that cannot be asked from here may still be asked by the nodes, and the answer tells that it was not tried.
 */
export async function putRegistryLogin(
  actor: Actor,
  projectId: string | null,
  { host, username, password }: PutRegistryLoginInput,
): Promise<RegistryLoginSetView> {
  await authorizeLogins(actor, "secret:write", projectId);
  const hosts = registryHosts(env.CAIRN_REGISTRIES);
  const word = await tryLogin({ registry: host, username, password }, { hosts });
  if (word === "denied") throw invalidField("password", "registries.denied", { host });
  return transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(7231012, hashtext(${projectId ?? ""}))`);
    const owner = projectId === null ? isNull(registryCredentials.projectId) : eq(registryCredentials.projectId, projectId);
    const [known] = await tx
      .select({ id: registryCredentials.id })
      .from(registryCredentials)
      .where(and(owner, eq(registryCredentials.host, host)));
    const id = known?.id ?? newId();
    const values = { username, ...seal(password, { table: "registry_credentials", rowId: id, projectId }) };
    const [row] = await tx
      .insert(registryCredentials)
      .values({ id, projectId, host, ...values, createdBy: actor.kind === "user" ? actor.userId : null })
      .onConflictDoUpdate({
        target: registryCredentials.id,
        set: { ...values, updatedAt: sql`now()`, version: sql`${registryCredentials.version} + 1` },
      })
      .returning();
    if (!row) throw new Error("write returned no row");
    await recordChange(tx, actor, { type: "registry.login_set", ...loginSubject(projectId), fields: { registry: host, username } });
    return { ...toRegistryLoginView(row), isTried: word === "taken" };
  });
}
