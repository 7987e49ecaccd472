import { z } from "zod";
import type { inboxItems } from "@/db/schema";
import { subjectTypes } from "@/db/values";

export const inboxItemView = z
  .object({
    id: z.uuid(),
    projectId: z.uuid().nullable(),
    /** A sentence of the catalogue, with its values. */
    key: z.string(),
    params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
    subject: z.object({ type: z.enum(subjectTypes), id: z.uuid() }),
    path: z.string(),
    createdAt: z.iso.datetime(),
    readAt: z.iso.datetime().nullable(),
  })
  .meta({ id: "InboxItem", description: "Something that happened to what is yours." });
export type InboxItemView = z.output<typeof inboxItemView>;

export function toInboxItemView(row: typeof inboxItems.$inferSelect): InboxItemView {
  return {
    id: row.id,
    projectId: row.projectId,
    key: row.key,
    params: row.params,
    subject: { type: row.subjectType, id: row.subjectId },
    path: row.path,
    createdAt: row.createdAt.toISOString(),
    readAt: row.readAt?.toISOString() ?? null,
  };
}
