import { and, desc, eq, inArray, isNull, lt, or, sql } from "drizzle-orm";
import { z } from "zod";
import { db } from "@/db/client";
import { models, modelVersions } from "@/db/schema";
import type { Actor } from "@/lib/auth/actor";
import { authorize } from "@/lib/auth/authorize";
import { fromCursor, type Page, pageQuery, toCursor } from "@/lib/http/page";
import { loadVersions } from "@/lib/models/load-versions";
import { type ModelView, toModelView } from "@/lib/models/model";

export const listModelsQuery = pageQuery.extend({
  projectId: z.uuid(),
  slug: z.string().max(80).optional().meta({ description: "Only the model at this address." }),
});
export type ListModelsQuery = z.output<typeof listModelsQuery>;

const cursorShape = z.tuple([z.string(), z.uuid()]);

/** Models of a project, the one changed last first. */
export async function listModels(actor: Actor, query: ListModelsQuery): Promise<Page<ModelView>> {
  await authorize(actor, "model:read", query.projectId);
  const after = query.cursor === undefined ? null : fromCursor(query.cursor, cursorShape);
  const behind =
    after && or(lt(models.updatedAt, new Date(after[0])), and(eq(models.updatedAt, new Date(after[0])), lt(models.id, after[1])));
  const rows = await db
    .select()
    .from(models)
    .where(
      and(
        eq(models.projectId, query.projectId),
        isNull(models.deletedAt),
        query.slug === undefined ? undefined : eq(models.slug, query.slug),
        behind ?? sql`true`,
      ),
    )
    .orderBy(desc(models.updatedAt), desc(models.id))
    .limit(query.limit + 1);
  const shown = rows.slice(0, query.limit);
  const last = shown.at(-1);
  const ids = shown.map(({ id }) => id);
  const versions = ids.length === 0 ? [] : await loadVersions(inArray(modelVersions.modelId, ids));
  const byModel = Map.groupBy(versions, ({ modelId }) => modelId);
  return {
    items: shown.map((row) => toModelView(row, byModel.get(row.id) ?? [])),
    nextCursor: rows.length > query.limit && last ? toCursor([last.updatedAt.toISOString(), last.id]) : null,
  };
}
