"use client";

import { useLocale, useNow, useTranslations } from "next-intl";
import { stagePieces } from "@/components/jobs/job-segments";
import { useMessage } from "@/components/shell/use-message";
import { MiniStages, StagesBar } from "@/components/ui/stages-bar";
import type { Status } from "@/db/values";
import { formatDuration } from "@/lib/format/duration";
import type { TimelineEntryView } from "@/lib/timeline/timeline-entry";

interface JobStagesProps {
  readonly timeline: readonly TimelineEntryView[];
  readonly status: Status;
  readonly className?: string;
}

const ended: ReadonlySet<Status> = new Set(["succeeded", "failed", "cancelled"]);

/** Where a job's time went: a segment a stage, with what it was and how long it took. */
export function JobStages({ timeline, status, className }: JobStagesProps) {
  const t = useTranslations("jobs.stages");
  const words = useMessage();
  const locale = useLocale();
  const now = useNow({ updateInterval: ended.has(status) ? 3_600_000 : 1000 });
  const segments = stagePieces(timeline, status, now).map((piece) => ({
    ...piece,
    label: <span title={words(piece.entry)}>{piece.stage === "earlier" ? t("earlier", { count: piece.attempts }) : t(piece.stage)}</span>,
    note: piece.stage === "ended" ? undefined : <span suppressHydrationWarning>{formatDuration(piece.ms, locale)}</span>,
  }));
  return segments.length === 0 ? null : <StagesBar segments={segments} className={className ?? ""} />;
}

/** The same for a row of a list. */
export function JobMiniStages({ timeline, status }: JobStagesProps) {
  const t = useTranslations("jobs.stages");
  const locale = useLocale();
  const now = useNow({ updateInterval: ended.has(status) ? 3_600_000 : 5000 });
  const pieces = stagePieces(timeline, status, now);
  const said = pieces
    .filter(({ stage }) => stage !== "ended")
    .map(
      (piece) =>
        `${piece.stage === "earlier" ? t("earlier", { count: piece.attempts }) : t(piece.stage)} ${formatDuration(piece.ms, locale)}`,
    );
  return pieces.length === 0 ? null : <MiniStages segments={pieces} words={said.join(", ")} />;
}
