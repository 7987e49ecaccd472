import { and, eq, sql } from "drizzle-orm";
import { transaction } from "@/db/client";
import { models } from "@/db/schema";
import type { Actor } from "@/lib/auth/actor";
import { authorizeRow } from "@/lib/auth/authorize";
import { recordChange } from "@/lib/changes/record-change";
import { AppError, invalidField, sqlState } from "@/lib/errors";
import { getModel } from "@/lib/models/get-model";
import type { ModelView, UpdateModelInput } from "@/lib/models/model";

/** Changes name, address or description; `version` is what the caller read, null to overwrite whatever is there. */
export async function updateModel(actor: Actor, id: string, input: UpdateModelInput, version: number | null): Promise<ModelView> {
  const row = await authorizeRow(actor, "model:write", models, id);
  if (input.slug === "new") throw invalidField("slug", "errors.slug.taken", { slug: "new" });
  const fields = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined));
  try {
    await transaction(async (tx) => {
      const [changed] = await tx
        .update(models)
        .set({ ...fields, updatedAt: sql`now()`, version: sql`${models.version} + 1` })
        .where(and(eq(models.id, row.id), version === null ? undefined : eq(models.version, version)))
        .returning();
      if (!changed) throw new AppError("stale", "errors.stale");
      await recordChange(tx, actor, {
        type: "model.updated",
        subject: { type: "model", id: row.id, name: changed.name },
        projectId: row.projectId,
        fields,
      });
    });
  } catch (error) {
    if (sqlState(error) === "23505") throw invalidField("slug", "errors.slug.taken", { slug: input.slug ?? row.slug });
    throw error;
  }
  return getModel(actor, id);
}
