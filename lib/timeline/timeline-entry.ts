import { z } from "zod";
import type { timeline } from "@/db/schema";
import { stages, subjectTypes } from "@/db/values";

export const timelineEntryView = z
  .object({
    attempt: z.number().int(),
    stage: z.enum(stages),
    key: z.string().meta({ description: "A sentence of the catalogue." }),
    params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
    since: z.iso.datetime(),
    until: z.iso.datetime().nullable().meta({ description: "Null while it lasts." }),
    holder: z.object({ type: z.enum(subjectTypes), id: z.string(), name: z.string() }).nullable(),
  })
  .meta({ id: "TimelineEntry", description: "A stage of something that runs: what it did or waited for, and why." });
export type TimelineEntryView = z.output<typeof timelineEntryView>;

export function toTimelineEntryView(row: typeof timeline.$inferSelect): TimelineEntryView {
  return {
    attempt: row.attempt,
    stage: row.stage,
    key: row.key,
    params: row.params,
    since: row.since.toISOString(),
    until: row.until?.toISOString() ?? null,
    holder: row.holder as TimelineEntryView["holder"],
  };
}
