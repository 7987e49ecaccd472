import type { Actor } from "@/lib/auth/actor";
import type { StreamEvent } from "@/lib/http/event-stream";
import { authorizeAttemptOf, isFlushed } from "@/lib/jobs/authorize-attempt";
import { followLines } from "@/lib/logs/follow-lines";
import type { LogPageView, LogQuery } from "@/lib/logs/log-line";
import { logText } from "@/lib/logs/log-text";
import { readLines } from "@/lib/logs/read-lines";

/** A job's newest attempt, or one that is named. */
interface Which {
  readonly jobId: string;
  readonly attemptId?: string | undefined;
}

/** Some lines of a job's log. */
export async function readJobLog(actor: Actor, which: Which, query: LogQuery): Promise<LogPageView> {
  const { attempt } = await authorizeAttemptOf(actor, which);
  return readLines(attempt.id, query);
}

/** The whole log for a download, with the file name to save it under. */
export async function downloadJobLog(
  actor: Actor,
  which: Which,
): Promise<{ readonly fileName: string; readonly text: AsyncIterable<string> }> {
  const { job, attempt } = await authorizeAttemptOf(actor, which);
  return { fileName: `${job.slug}-${attempt.number}.log`, text: logText(attempt.id) };
}

/**
 * Lines behind the number `after` as they are written; `end` follows once all of an ended attempt is told. Who may not read
 * them is refused before the first one, while the answer can still say so.
 */
export async function followJobLog(
  actor: Actor,
  which: Which,
  options: { readonly after: number; readonly signal: AbortSignal },
): Promise<AsyncIterable<StreamEvent>> {
  const { attempt } = await authorizeAttemptOf(actor, which);
  return linesOf(attempt.id, options);
}

async function* linesOf(attemptId: string, options: { readonly after: number; readonly signal: AbortSignal }): AsyncGenerator<StreamEvent> {
  for await (const { firstLine, lines } of followLines(attemptId, { ...options, isEnded: () => isFlushed(attemptId) })) {
    yield { event: "lines", id: String(firstLine + lines.length), data: { firstLine, lines } };
  }
  yield { event: "end", data: {} };
}
