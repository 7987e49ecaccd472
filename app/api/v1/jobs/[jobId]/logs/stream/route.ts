import { z } from "zod";
import { lastEventId } from "@/lib/http/last-event-id";
import { route } from "@/lib/http/route";
import { followJobLog } from "@/lib/jobs/read-job-log";
import { openStream } from "@/lib/stream/open-stream";

export const GET = route(
  {
    verb: "job.follow_log",
    summary: "Follow a job's log: events `lines`, each with the number to resume from, then `end`.",
    params: z.object({ jobId: z.string() }),
    query: z.object({ attemptId: z.string().optional(), after: z.coerce.number().int().min(0).default(0) }),
    response: "text/event-stream",
  },
  async ({ actor, params, query, request }) => {
    const after = lastEventId(request) ?? query.after;
    return openStream(actor, request, (signal) => followJobLog(actor, { ...params, attemptId: query.attemptId }, { after, signal }));
  },
);
