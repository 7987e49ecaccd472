import { z } from "zod";
import { route } from "@/lib/http/route";
import { jobView } from "@/lib/jobs/job";
import { stopJob } from "@/lib/jobs/stop-job";

export const POST = route(
  {
    verb: "job.stop",
    summary: "End a job: a waiting one at once, a running one by a signal; its outputs are kept.",
    params: z.object({ jobId: z.string() }),
    response: jobView,
  },
  ({ actor, params }) => stopJob(actor, params.jobId),
);
