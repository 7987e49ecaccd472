import { z } from "zod";
import { route } from "@/lib/http/route";
import { readJobMetrics } from "@/lib/jobs/read-job-metrics";
import { seriesQuery, seriesView } from "@/lib/runs/point";

export const GET = route(
  {
    verb: "job.metrics",
    summary: "The metrics of a job over their steps; long ones as minimum and maximum of neighbours.",
    params: z.object({ jobId: z.string() }),
    query: seriesQuery.extend({ attemptId: z.string().optional() }),
    response: z.object({ runId: z.uuid(), items: z.array(seriesView) }),
  },
  ({ actor, params, query: { attemptId, ...query } }) => readJobMetrics(actor, { ...params, attemptId }, query),
);
