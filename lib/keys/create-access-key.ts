import { transaction } from "@/db/client";
import type { Actor } from "@/lib/auth/actor";
import { authorize, authorizeConfirmed } from "@/lib/auth/authorize";
import { recordChange } from "@/lib/changes/record-change";
import { type AccessKeyWithTokenView, type CreateAccessKeyInput, toAccessKeyView } from "@/lib/keys/access-key";
import { createKey } from "@/lib/keys/create-key";

const dayMs = 24 * 3_600_000;

/** A key for one's own programs. Only a person who has just proved his password makes one; the token is in the answer alone. */
export async function createAccessKey(actor: Actor, input: CreateAccessKeyInput): Promise<AccessKeyWithTokenView> {
  const { userId } = authorizeConfirmed(actor);
  const projectIds = input.projectIds === null ? null : [...new Set(input.projectIds)];
  for (const projectId of projectIds ?? []) await authorize(actor, "project:read", projectId);
  return transaction(async (tx) => {
    const { key, token } = await createKey(tx, {
      kind: "personal",
      name: input.name,
      userId,
      access: input.access,
      projectIds,
      subjectId: null,
      expiresAt: new Date(Date.now() + input.days * dayMs),
    });
    await recordChange(tx, actor, {
      type: "access_key.created",
      subject: { type: "access_key", id: key.id, name: key.name },
      projectId: null,
      fields: { access: key.access, projectIds: key.projectIds, expiresAt: key.expiresAt.toISOString(), hint: key.hint },
    });
    return { key: toAccessKeyView(key), token };
  });
}
