import type { Tx } from "@/db/client";
import { accessKeys } from "@/db/schema";
import type { KeyAccess } from "@/db/values";
import { newId } from "@/lib/id";
import { hashToken, hintOf, makeToken } from "@/lib/keys/token";

interface NewKey {
  readonly kind: "personal" | "endpoint" | "job";
  readonly name: string;
  /** Whose rights bound it: who made it, for a job who submitted it. */
  readonly userId: string;
  readonly access: KeyAccess;
  readonly projectIds: readonly string[] | null;
  /** The endpoint of an endpoint key, the attempt of a job key. */
  readonly subjectId: string | null;
  readonly expiresAt: Date;
}

/** A key's row and its token, which is shown once and stored as a hash. The caller has authorized it and records the change. */
export async function createKey(tx: Tx, given: NewKey): Promise<{ readonly key: typeof accessKeys.$inferSelect; readonly token: string }> {
  const token = makeToken(given.kind);
  const [key] = await tx
    .insert(accessKeys)
    .values({
      ...given,
      id: newId(),
      projectIds: given.projectIds === null ? null : [...given.projectIds],
      tokenHash: hashToken(token),
      hint: hintOf(token),
    })
    .returning();
  if (!key) throw new Error("insert returned no row");
  return { key, token };
}
