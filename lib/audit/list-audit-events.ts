import { and, desc, eq, like, lt, type SQL } from "drizzle-orm";
import { z } from "zod";
import { db } from "@/db/client";
import { auditEvents } from "@/db/schema";
import { type AuditEventView, type ListAuditEventsQuery, toAuditEventView } from "@/lib/audit/audit-event";
import type { Actor } from "@/lib/auth/actor";
import { authorize, authorizePlatform } from "@/lib/auth/authorize";
import { fromCursor, type Page, toCursor } from "@/lib/http/page";

/** The audit log, newest first: of a project for its owners, of everything for administrators. */
export async function listAuditEvents(
  actor: Actor,
  query: ListAuditEventsQuery,
): Promise<Page<AuditEventView> & { readonly total: number }> {
  if (query.projectId === undefined) await authorizePlatform(actor, "platform:audit");
  else await authorize(actor, "audit:read", query.projectId);
  const before = query.cursor === undefined ? undefined : fromCursor(query.cursor, z.tuple([z.number().int()]))[0];
  const rows = await db
    .select()
    .from(auditEvents)
    .where(and(matching(query), before === undefined ? undefined : lt(auditEvents.seq, before)))
    .orderBy(desc(auditEvents.seq))
    .limit(query.limit + 1);
  const shown = rows.slice(0, query.limit);
  const last = shown.at(-1);
  const total = await db.$count(auditEvents, matching(query));
  return { items: shown.map(toAuditEventView), total, nextCursor: rows.length > query.limit && last ? toCursor([last.seq]) : null };
}

function matching({ projectId, actor, verb, subjectType, outcome }: ListAuditEventsQuery): SQL | undefined {
  return and(
    projectId === undefined ? undefined : eq(auditEvents.projectId, projectId),
    actor === undefined || actor === "" ? undefined : eq(auditEvents.actorName, actor),
    verb === undefined ? undefined : verb.includes(".") ? eq(auditEvents.verb, verb) : like(auditEvents.verb, `${verb}.%`),
    subjectType === undefined ? undefined : eq(auditEvents.subjectType, subjectType),
    outcome === undefined ? undefined : eq(auditEvents.outcome, outcome),
  );
}
