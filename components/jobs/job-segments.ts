import type { Segment, SegmentLook } from "@/components/ui/stages-bar";
import type { Stage, Status } from "@/db/values";
import type { TimelineEntryView } from "@/lib/timeline/timeline-entry";

const looks: Record<Exclude<Stage, "ended">, SegmentLook> = {
  queued: "wait",
  environment: "prep",
  data: "prep",
  starting: "prep",
  running: "run",
  collecting: "prep",
};

const endLooks: Partial<Record<Status, SegmentLook>> = { succeeded: "done", failed: "bad", cancelled: "off", preempted: "warn" };

export interface StagePiece extends Pick<Segment, "id" | "look" | "ms"> {
  readonly stage: Stage | "earlier";
  readonly entry: TimelineEntryView;
  /** How many attempts an `earlier` piece stands for. */
  readonly attempts: number;
}

/** The way of the newest attempt, a piece a stage; earlier attempts are folded into one piece in front. */
export function stagePieces(timeline: readonly TimelineEntryView[], status: Status, now: Date): readonly StagePiece[] {
  const newest = timeline.at(-1)?.attempt ?? 1;
  const earlier = timeline.filter(({ attempt }) => attempt < newest);
  const current = timeline.filter(({ attempt }) => attempt === newest);
  const pieces = current.map((entry, index): StagePiece => {
    const look = entry.stage === "ended" ? (endLooks[status] ?? "off") : looks[entry.stage];
    return { id: `${entry.attempt}-${index}`, look, ms: lasted(entry, now), stage: entry.stage, entry, attempts: 1 };
  });
  const [first] = earlier;
  if (!first) return pieces;
  const ms = earlier.reduce((sum, entry) => sum + lasted(entry, now), 0);
  return [{ id: "earlier", look: "bad", ms, stage: "earlier", entry: first, attempts: newest - 1 }, ...pieces];
}

function lasted({ since, until }: TimelineEntryView, now: Date): number {
  return Math.max(0, (until === null ? now.getTime() : Date.parse(until)) - Date.parse(since));
}
