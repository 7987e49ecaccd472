import type { Actor } from "@/lib/auth/actor";
import { authorizeAttemptOf } from "@/lib/jobs/authorize-attempt";
import type { SeriesQuery, SeriesView } from "@/lib/runs/point";
import { readSeries } from "@/lib/runs/read-series";

/** The metrics of a job's newest attempt, or of the one that is named, with the run that keeps them. */
export async function readJobMetrics(
  actor: Actor,
  which: { readonly jobId: string; readonly attemptId?: string | undefined },
  query: SeriesQuery,
): Promise<{ readonly runId: string; readonly items: readonly SeriesView[] }> {
  const { attempt } = await authorizeAttemptOf(actor, which);
  return { runId: attempt.runId, items: await readSeries(attempt.runId, query) };
}
