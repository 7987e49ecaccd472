import { and, eq, sql } from "drizzle-orm";
import { transaction } from "@/db/client";
import { endpoints } from "@/db/schema";
import type { UserActor } from "@/lib/auth/actor";
import { authorizeRow } from "@/lib/auth/authorize";
import { recordChange } from "@/lib/changes/record-change";
import type { EndpointView, UpdateEndpointInput } from "@/lib/endpoints/endpoint";
import { getEndpoint } from "@/lib/endpoints/get-endpoint";
import { AppError } from "@/lib/errors";

/** Gives an endpoint another name; its address stays, programs rely on it. */
export async function updateEndpoint(
  actor: UserActor,
  id: string,
  input: UpdateEndpointInput,
  version: number | null,
): Promise<EndpointView> {
  const row = await authorizeRow(actor, "endpoint:write", endpoints, id);
  await transaction(async (tx) => {
    const [changed] = await tx
      .update(endpoints)
      .set({ name: input.name, version: sql`${endpoints.version} + 1`, updatedAt: sql`now()` })
      .where(and(eq(endpoints.id, id), version === null ? undefined : eq(endpoints.version, version)))
      .returning({ id: endpoints.id });
    if (!changed) throw new AppError("stale", "errors.stale");
    const subject = { type: "endpoint", id, name: input.name } as const;
    await recordChange(tx, actor, { type: "endpoint.updated", subject, projectId: row.projectId, fields: input });
  });
  return getEndpoint(actor, id);
}
