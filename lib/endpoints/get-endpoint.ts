import { and, eq, inArray } from "drizzle-orm";
import { db } from "@/db/client";
import { endpoints, modelVersions, revisions } from "@/db/schema";
import type { Actor } from "@/lib/auth/actor";
import { authorize, authorizeRow } from "@/lib/auth/authorize";
import type { EndpointView, RevisionView } from "@/lib/endpoints/endpoint";
import { loadEndpoints, loadRevisions } from "@/lib/endpoints/load-endpoints";
import { notFound } from "@/lib/errors";
import type { LogPageView, LogQuery } from "@/lib/logs/log-line";
import { readLines } from "@/lib/logs/read-lines";
import type { ModelSignature } from "@/lib/models/signature";
import { listTimelines } from "@/lib/timeline/list-timeline";
import type { TimelineEntryView } from "@/lib/timeline/timeline-entry";

export async function getEndpoint(actor: Actor, id: string): Promise<EndpointView> {
  await authorizeRow(actor, "endpoint:read", endpoints, id);
  const [view] = await loadEndpoints(eq(endpoints.id, id), 1);
  if (!view) throw notFound();
  return view;
}

/** An endpoint by its address within a project. */
export async function getEndpointBySlug(actor: Actor, projectId: string, slug: string): Promise<EndpointView> {
  await authorize(actor, "endpoint:read", projectId);
  const [view] = await loadEndpoints(and(eq(endpoints.projectId, projectId), eq(endpoints.slug, slug)), 1);
  if (!view) throw notFound();
  return view;
}

export async function listRevisions(actor: Actor, endpointId: string): Promise<readonly RevisionView[]> {
  await authorizeRow(actor, "endpoint:read", endpoints, endpointId);
  return (await loadRevisions(eq(revisions.endpointId, endpointId))).map(({ view }) => view);
}

/** What happened to an endpoint's revisions, newest first. */
export async function listEndpointTimeline(actor: Actor, endpointId: string): Promise<readonly TimelineEntryView[]> {
  await authorizeRow(actor, "endpoint:read", endpoints, endpointId);
  const ids = await db.select({ id: revisions.id }).from(revisions).where(eq(revisions.endpointId, endpointId));
  const timelines = await listTimelines(ids.map(({ id }) => id));
  return [...timelines.values()].flat().toSorted((a, b) => (a.since < b.since ? 1 : -1));
}

/** Lines of the log of one revision; of the newest one when none is named. */
export async function readEndpointLog(
  actor: Actor,
  input: { readonly endpointId: string; readonly revision?: number | undefined },
  query: LogQuery,
): Promise<LogPageView> {
  const revisionsOf = await listRevisions(actor, input.endpointId);
  const found = input.revision === undefined ? revisionsOf[0] : revisionsOf.find(({ number }) => number === input.revision);
  if (!found) throw notFound();
  return readLines(found.id, query);
}

/** What the served version takes and gives, as its model.json said; null where it said nothing. */
export async function getServedSignature(actor: Actor, endpointId: string): Promise<ModelSignature | null> {
  const { current, newest } = await getEndpoint(actor, endpointId);
  const [row] = await db
    .select({ signature: modelVersions.signature })
    .from(modelVersions)
    .where(inArray(modelVersions.id, [(current ?? newest).modelVersionId]));
  return (row?.signature ?? null) as ModelSignature | null;
}
