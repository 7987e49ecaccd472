import { eq } from "drizzle-orm";
import { db } from "@/db/client";
import { runs } from "@/db/schema";
import type { Actor } from "@/lib/auth/actor";
import { authorizeRow } from "@/lib/auth/authorize";
import type { StreamEvent } from "@/lib/http/event-stream";
import { isFlushed } from "@/lib/jobs/authorize-attempt";
import { followPoints } from "@/lib/runs/follow-points";
import type { SeriesQuery, SeriesView } from "@/lib/runs/point";
import { readSeries } from "@/lib/runs/read-series";

/** The metrics of a run over their steps, thinned to what was asked for. */
export async function readMetrics(actor: Actor, runId: string, query: SeriesQuery): Promise<readonly SeriesView[]> {
  await authorizeRow(actor, "job:read", runs, runId);
  return readSeries(runId, query);
}

interface Following {
  /** The id of the last event that was read. */
  readonly after?: number;
  readonly signal: AbortSignal;
}

/**
 * The same as they grow; `end` follows once all of an ended attempt is told. Who may not read them is refused before the first
 * one, while the answer can still say so.
 */
export async function followMetrics(actor: Actor, runId: string, options: Following): Promise<AsyncIterable<StreamEvent>> {
  await authorizeRow(actor, "job:read", runs, runId);
  return pointsOf(runId, options);
}

async function* pointsOf(runId: string, options: Following): AsyncGenerator<StreamEvent> {
  const [run] = await db.select({ attemptId: runs.attemptId }).from(runs).where(eq(runs.id, runId));
  const attemptId = run?.attemptId;
  const isEnded = attemptId ? () => isFlushed(attemptId) : () => Promise.resolve(false);
  for await (const { cursor, series } of followPoints(runId, { ...options, isEnded })) {
    yield { event: "points", id: String(cursor), data: { series } };
  }
  yield { event: "end", data: {} };
}
