import { z } from "zod";
import { route } from "@/lib/http/route";
import { readJobLog } from "@/lib/jobs/read-job-log";
import { logPageView, logQuery } from "@/lib/logs/log-line";

export const GET = route(
  {
    verb: "job.log",
    summary: "Lines of a job's log: behind a number, or the last ones; searched and filtered over the whole log.",
    params: z.object({ jobId: z.string() }),
    query: logQuery.extend({ attemptId: z.string().optional().meta({ description: "The newest attempt when left out." }) }),
    response: logPageView,
  },
  ({ actor, params, query: { attemptId, ...query } }) => readJobLog(actor, { ...params, attemptId }, query),
);
