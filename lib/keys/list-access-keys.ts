import { and, desc, eq, isNull } from "drizzle-orm";
import { db } from "@/db/client";
import { accessKeys } from "@/db/schema";
import type { Actor } from "@/lib/auth/actor";
import { authorizeSelf } from "@/lib/auth/authorize";
import { type AccessKeyView, toAccessKeyView } from "@/lib/keys/access-key";

/** One's own keys, the newest first; expired ones too, so that it shows why a program stopped. */
export async function listAccessKeys(actor: Actor): Promise<readonly AccessKeyView[]> {
  const { userId } = authorizeSelf(actor, "read");
  const rows = await db
    .select()
    .from(accessKeys)
    .where(and(eq(accessKeys.userId, userId), eq(accessKeys.kind, "personal"), isNull(accessKeys.revokedAt)))
    .orderBy(desc(accessKeys.createdAt))
    .limit(500);
  return rows.map(toAccessKeyView);
}
