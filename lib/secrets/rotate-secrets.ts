import { and, asc, eq, isNotNull, ne } from "drizzle-orm";
import { db } from "@/db/client";
import { accessKeys, registryCredentials, secrets } from "@/db/schema";
import { type KeyRing, keyRing } from "@/lib/secrets/key-ring";
import { rewrap, type SealPlace } from "@/lib/secrets/seal";

/**
 * Wraps every sealed value's key by the newest master key, a row at a time and so under load. Returns how many were
 * rewrapped; when it returns 0 no row needs the older master keys any more.
 */
export async function rotateSecrets(ring: KeyRing = keyRing()): Promise<{ readonly rewrapped: number }> {
  const newest = [...ring.keys()].at(-1) ?? "";
  const old = await db.select().from(secrets).where(ne(secrets.keyId, newest)).orderBy(asc(secrets.id));
  let rewrapped = 0;
  for (const row of old) {
    const again = rewrap(row.sealed, placeOf(row), ring);
    // Only the value that was read: one that was set meanwhile is sealed by the newest key already.
    const changed = await db
      .update(secrets)
      .set(again)
      .where(and(eq(secrets.id, row.id), eq(secrets.version, row.version), eq(secrets.keyId, row.keyId)))
      .returning({ id: secrets.id });
    rewrapped += changed.length;
  }
  return { rewrapped: rewrapped + (await rotateRegistryLogins(ring, newest)) + (await rotateSignatureKeys(ring, newest)) };
}

function placeOf(row: { readonly id: string; readonly projectId: string | null }): SealPlace {
  return { table: "secrets", rowId: row.id, projectId: row.projectId };
}

async function rotateRegistryLogins(ring: KeyRing, newest: string): Promise<number> {
  let rewrapped = 0;
  for (const row of await db.select().from(registryCredentials).where(ne(registryCredentials.keyId, newest))) {
    const again = rewrap(row.sealed, { table: "registry_credentials", rowId: row.id, projectId: row.projectId }, ring);
    const changed = await db
      .update(registryCredentials)
      .set(again)
      .where(and(eq(registryCredentials.id, row.id), eq(registryCredentials.version, row.version)))
      .returning({ id: registryCredentials.id });
    rewrapped += changed.length;
  }
  return rewrapped;
}

async function rotateSignatureKeys(ring: KeyRing, newest: string): Promise<number> {
  const keys = await db
    .select({ id: accessKeys.id, sealed: accessKeys.sealedSecret })
    .from(accessKeys)
    .where(isNotNull(accessKeys.sealedSecret));
  let rewrapped = 0;
  for (const { id, sealed } of keys) {
    if (sealed === null || sealed.toString("latin1", 2, 2 + (sealed[1] ?? 0)) === newest) continue;
    const again = rewrap(sealed, { table: "access_keys", rowId: id, projectId: null }, ring);
    await db.update(accessKeys).set({ sealedSecret: again.sealed }).where(eq(accessKeys.id, id));
    rewrapped += 1;
  }
  return rewrapped;
}
