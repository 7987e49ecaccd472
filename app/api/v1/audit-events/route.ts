import { z } from "zod";
import { auditEventView, listAuditEventsQuery } from "@/lib/audit/audit-event";
import { listAuditEvents } from "@/lib/audit/list-audit-events";
import { route } from "@/lib/http/route";

export const GET = route(
  {
    verb: "audit.list",
    query: listAuditEventsQuery,
    summary: "Who did what, newest first",
    response: z.object({ items: z.array(auditEventView), nextCursor: z.string().nullable(), total: z.number().int() }),
  },
  ({ actor, query }) => listAuditEvents(actor, query),
);
