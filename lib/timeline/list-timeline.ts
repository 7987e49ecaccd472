import { asc, inArray } from "drizzle-orm";
import { type Db, db } from "@/db/client";
import { timeline } from "@/db/schema";
import { type TimelineEntryView, toTimelineEntryView } from "@/lib/timeline/timeline-entry";

/** The stages of a subject, oldest first. Who may see them is decided by the caller. */
export async function listTimeline(subjectId: string, on: Db = db): Promise<readonly TimelineEntryView[]> {
  return (await listTimelines([subjectId], on)).get(subjectId) ?? [];
}

/** The same for many subjects in one query. */
export async function listTimelines(
  subjectIds: readonly string[],
  on: Db = db,
): Promise<ReadonlyMap<string, readonly TimelineEntryView[]>> {
  if (subjectIds.length === 0) return new Map();
  const rows = await on
    .select()
    .from(timeline)
    .where(inArray(timeline.subjectId, [...subjectIds]))
    .orderBy(asc(timeline.since), asc(timeline.id));
  const bySubject = Map.groupBy(rows, (row) => row.subjectId);
  return new Map([...bySubject].map(([id, list]) => [id, list.map(toTimelineEntryView)]));
}
