import { z } from "zod";
import { route } from "@/lib/http/route";
import { jobView } from "@/lib/jobs/job";
import { retryJob } from "@/lib/jobs/retry-job";

export const POST = route(
  {
    verb: "job.retry",
    summary: "Try a failed or cancelled job once more as it is.",
    params: z.object({ jobId: z.string() }),
    response: jobView,
  },
  ({ actor, params }) => retryJob(actor, params.jobId),
);
