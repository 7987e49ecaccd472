import { z } from "zod";
import { eventStream } from "@/lib/http/event-stream";
import { lastEventId } from "@/lib/http/last-event-id";
import { route } from "@/lib/http/route";
import { followJobLog } from "@/lib/jobs/read-job-log";
import { sessionSignal } from "@/lib/stream/session-signal";

export const GET = route(
  {
    verb: "job.follow_log",
    summary: "Follow a job's log: events `lines`, each with the number to resume from, then `end`.",
    params: z.object({ jobId: z.string() }),
    query: z.object({ attemptId: z.string().optional(), after: z.coerce.number().int().min(0).default(0) }),
    response: "text/event-stream",
  },
  async ({ actor, params, query, request }) => {
    const signal = await sessionSignal(actor, request.signal);
    const after = lastEventId(request) ?? query.after;
    return eventStream(await followJobLog(actor, { ...params, attemptId: query.attemptId }, { after, signal }));
  },
);
