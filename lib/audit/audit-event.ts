import { z } from "zod";
import type { auditEvents } from "@/db/schema";
import { subjectTypes } from "@/db/values";
import { pageQuery } from "@/lib/http/page";

export const auditOutcomes = ["done", "denied", "failed"] as const;

export const auditEventView = z
  .object({
    id: z.uuid(),
    at: z.iso.datetime(),
    actorId: z.uuid().nullable(),
    actorName: z.string(),
    credential: z.string().meta({ description: "session, key:<first characters>, or the part of Cairn that acted." }),
    verb: z.string(),
    subjectType: z.enum(subjectTypes),
    subjectId: z.uuid().nullable(),
    subjectName: z.string(),
    projectId: z.uuid().nullable(),
    outcome: z.enum(auditOutcomes),
    requestId: z.string().nullable(),
    address: z.string().nullable(),
    fields: z.record(z.string(), z.unknown()),
  })
  .meta({ id: "AuditEvent", description: "Who did what, when, from where." });
export type AuditEventView = z.output<typeof auditEventView>;

export const listAuditEventsQuery = pageQuery.extend({
  projectId: z.uuid().optional().meta({ description: "A project one owns; left out, an administrator reads everything." }),
  actor: z.string().max(100).optional().meta({ description: "Sign-in name of who did it." }),
  verb: z
    .string()
    .regex(/^[a-z_]+(\.[a-z_]+)?$/)
    .optional()
    .meta({ description: "`job.created`, or `job` for everything done to jobs." }),
  subjectType: z.enum(subjectTypes).optional().meta({ description: "Only what was done to things of this kind." }),
  outcome: z.enum(auditOutcomes).optional(),
});
export type ListAuditEventsQuery = z.output<typeof listAuditEventsQuery>;

/** The query in the address of an audit page; what does not fit is left out. */
export function auditSearchQuery(search: Readonly<Record<string, string | undefined>>): ListAuditEventsQuery {
  const { q, kind, outcome, after } = search;
  const given = { actor: q || undefined, subjectType: kind || undefined, outcome: outcome || undefined, cursor: after || undefined };
  return listAuditEventsQuery.safeParse(given).data ?? listAuditEventsQuery.parse({});
}

export function toAuditEventView(row: typeof auditEvents.$inferSelect): AuditEventView {
  const { seq: _, hash: __, previousHash: ___, at, ...rest } = row;
  return { ...rest, at: at.toISOString() };
}
