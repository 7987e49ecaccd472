import { asc, eq, sql } from "drizzle-orm";
import { z } from "zod";
import { db } from "@/db/client";
import { projects, tenantPlaces } from "@/db/schema";
import type { Actor } from "@/lib/auth/actor";
import { authorizePlatform } from "@/lib/auth/authorize";
import { type NamespaceView, namespaceView } from "@/lib/cluster/namespace";
import { env } from "@/lib/env";
import { fromCursor, type Page, type pageQuery, toCursor } from "@/lib/http/page";

export const namespacePageView = z.object({ items: z.array(namespaceView), nextCursor: z.string().nullable() });

/** The namespaces of projects as the worker last saw them; those whose project is gone come first. */
export async function listNamespaces(actor: Actor, { cursor, limit }: z.output<typeof pageQuery>): Promise<Page<NamespaceView>> {
  await authorizePlatform(actor, "platform:read");
  const from = cursor === undefined ? 0 : fromCursor(cursor, z.tuple([z.number().int().min(0)]))[0];
  const rows = await db
    .select({ place: tenantPlaces, project: projects })
    .from(tenantPlaces)
    .leftJoin(projects, eq(projects.id, tenantPlaces.projectId))
    .where(eq(tenantPlaces.compute, env.CAIRN_COMPUTE))
    .orderBy(sql`${projects.id} is not null and ${projects.deletedAt} is null`, asc(projects.name), asc(tenantPlaces.name))
    .offset(from)
    .limit(limit + 1);
  return {
    items: rows.slice(0, limit).map(({ place, project }) => toView(place, project)),
    nextCursor: rows.length > limit ? toCursor([from + limit]) : null,
  };
}

function toView(
  { name, projectId, isEnding, content, lookedAt }: typeof tenantPlaces.$inferSelect,
  project: typeof projects.$inferSelect | null,
): NamespaceView {
  return {
    name,
    projectId,
    project: project && { name: project.name, slug: project.slug, isDeleted: project.deletedAt !== null },
    isEnding,
    content,
    lookedAt: lookedAt?.toISOString() ?? null,
  };
}
