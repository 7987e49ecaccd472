import { and, eq, lt, or } from "drizzle-orm";
import { z } from "zod";
import { endpoints } from "@/db/schema";
import type { Actor } from "@/lib/auth/actor";
import { authorize } from "@/lib/auth/authorize";
import type { EndpointView } from "@/lib/endpoints/endpoint";
import { loadEndpoints } from "@/lib/endpoints/load-endpoints";
import { fromCursor, type Page, pageQuery, toCursor } from "@/lib/http/page";

export const listEndpointsQuery = pageQuery.extend({
  projectId: z.uuid(),
  slug: z.string().max(80).optional().meta({ description: "Only the endpoint at this address." }),
});
export type ListEndpointsQuery = z.output<typeof listEndpointsQuery>;

const cursorShape = z.tuple([z.string(), z.uuid()]);

/** Endpoints of a project, the one changed last first. */
export async function listEndpoints(actor: Actor, query: ListEndpointsQuery): Promise<Page<EndpointView>> {
  await authorize(actor, "endpoint:read", query.projectId);
  const after = query.cursor === undefined ? null : fromCursor(query.cursor, cursorShape);
  const at = after && new Date(after[0]);
  const behind = after && at ? or(lt(endpoints.updatedAt, at), and(eq(endpoints.updatedAt, at), lt(endpoints.id, after[1]))) : undefined;
  const bySlug = query.slug === undefined ? undefined : eq(endpoints.slug, query.slug);
  const rows = await loadEndpoints(and(eq(endpoints.projectId, query.projectId), bySlug, behind), query.limit + 1);
  const items = rows.slice(0, query.limit);
  const last = items.at(-1);
  return { items, nextCursor: rows.length > query.limit && last ? toCursor([last.updatedAt, last.id]) : null };
}
