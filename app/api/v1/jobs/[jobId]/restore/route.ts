import { z } from "zod";
import { route } from "@/lib/http/route";
import { restoreJob } from "@/lib/jobs/delete-job";
import { jobView } from "@/lib/jobs/job";

export const POST = route(
  { verb: "job.restore", summary: "Take a job back out of the bin.", params: z.object({ jobId: z.string() }), response: jobView },
  ({ actor, params }) => restoreJob(actor, params.jobId),
);
