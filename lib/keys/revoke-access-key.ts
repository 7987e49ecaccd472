import { and, eq, isNull } from "drizzle-orm";
import { transaction } from "@/db/client";
import { accessKeys } from "@/db/schema";
import type { Actor } from "@/lib/auth/actor";
import { authorizeSession, isUuid } from "@/lib/auth/authorize";
import { recordChange } from "@/lib/changes/record-change";
import { notFound } from "@/lib/errors";

/** Ends one of one's own keys at once. */
export async function revokeAccessKey(actor: Actor, id: string): Promise<void> {
  const { userId } = authorizeSession(actor);
  if (!isUuid(id)) throw notFound();
  await transaction(async (tx) => {
    const [key] = await tx
      .update(accessKeys)
      .set({ revokedAt: new Date() })
      .where(and(eq(accessKeys.id, id), eq(accessKeys.userId, userId), eq(accessKeys.kind, "personal"), isNull(accessKeys.revokedAt)))
      .returning();
    if (!key) throw notFound();
    const subject = { type: "access_key", id: key.id, name: key.name } as const;
    await recordChange(tx, actor, { type: "access_key.revoked", subject, projectId: null, fields: { hint: key.hint } });
  });
}
