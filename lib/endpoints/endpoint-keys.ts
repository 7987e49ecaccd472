import { and, desc, eq, isNull, sql } from "drizzle-orm";
import { db, transaction } from "@/db/client";
import { accessKeys, endpoints, users } from "@/db/schema";
import type { UserActor } from "@/lib/auth/actor";
import { authorizeRow, isUuid } from "@/lib/auth/authorize";
import { recordChange } from "@/lib/changes/record-change";
import type { CreateEndpointKeyInput, EndpointKeyView, EndpointKeyWithTokenView } from "@/lib/endpoints/endpoint";
import { tellGateways } from "@/lib/endpoints/internal/write-state";
import { notFound } from "@/lib/errors";
import { createKey } from "@/lib/keys/create-key";

const dayMs = 86_400_000;

/** A key that may ask this endpoint and nothing else. The token is in the answer, this once. */
export async function createEndpointKey(actor: UserActor, input: CreateEndpointKeyInput): Promise<EndpointKeyWithTokenView> {
  const endpoint = await authorizeRow(actor, "endpoint:write", endpoints, input.endpointId);
  return transaction(async (tx) => {
    const { key, token } = await createKey(tx, {
      kind: "endpoint",
      name: input.name,
      userId: actor.userId,
      access: "write",
      projectIds: [endpoint.projectId],
      subjectId: endpoint.id,
      expiresAt: new Date(Date.now() + input.days * dayMs),
    });
    const subject = { type: "access_key", id: key.id, name: key.name } as const;
    const fields = { hint: key.hint, endpointId: endpoint.id, days: input.days };
    await recordChange(tx, actor, { type: "access_key.created", subject, projectId: endpoint.projectId, fields });
    await tellGateways(tx);
    return { key: toView(key, actor.displayName), token };
  });
}

/** Keys of an endpoint that were not revoked, newest first. */
export async function listEndpointKeys(actor: UserActor, endpointId: string): Promise<readonly EndpointKeyView[]> {
  await authorizeRow(actor, "endpoint:read", endpoints, endpointId);
  const rows = await db
    .select({ key: accessKeys, by: users.displayName })
    .from(accessKeys)
    .innerJoin(users, eq(users.id, accessKeys.userId))
    .where(and(eq(accessKeys.kind, "endpoint"), eq(accessKeys.subjectId, endpointId), isNull(accessKeys.revokedAt)))
    .orderBy(desc(accessKeys.createdAt));
  return rows.map(({ key, by }) => toView(key, by));
}

/** Ends a key, whoever made it: gateways refuse it within seconds. */
export async function revokeEndpointKey(actor: UserActor, id: string): Promise<void> {
  const [key] = isUuid(id)
    ? await db
        .select()
        .from(accessKeys)
        .where(and(eq(accessKeys.id, id), eq(accessKeys.kind, "endpoint"), isNull(accessKeys.revokedAt)))
    : [];
  const endpoint = await authorizeRow(actor, "endpoint:write", endpoints, key?.subjectId ?? "");
  if (!key) throw notFound();
  await transaction(async (tx) => {
    await tx.update(accessKeys).set({ revokedAt: sql`now()` }).where(eq(accessKeys.id, id));
    const subject = { type: "access_key", id, name: key.name } as const;
    const fields = { hint: key.hint, endpointId: endpoint.id };
    await recordChange(tx, actor, { type: "access_key.revoked", subject, projectId: endpoint.projectId, fields });
    await tellGateways(tx);
  });
}

function toView(row: typeof accessKeys.$inferSelect, createdBy: string): EndpointKeyView {
  return {
    id: row.id,
    name: row.name,
    hint: row.hint,
    createdBy,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
    isExpired: row.expiresAt.getTime() <= Date.now(),
  };
}
