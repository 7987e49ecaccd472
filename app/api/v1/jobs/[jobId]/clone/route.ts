import { z } from "zod";
import { route } from "@/lib/http/route";
import { cloneJob } from "@/lib/jobs/clone-job";
import { cloneJobInput, jobView } from "@/lib/jobs/job";

export const POST = route(
  {
    verb: "job.clone",
    summary: "Submit a job like another one, but for what is given.",
    params: z.object({ jobId: z.string() }),
    body: cloneJobInput,
    status: 201,
    response: jobView,
  },
  ({ actor, params, body }) => cloneJob(actor, { ...body, id: params.jobId }),
);
