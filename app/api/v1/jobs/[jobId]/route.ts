import { z } from "zod";
import { AppError } from "@/lib/errors";
import { route } from "@/lib/http/route";
import { deleteJob } from "@/lib/jobs/delete-job";
import { getJob } from "@/lib/jobs/get-job";
import { jobView, updateJobInput } from "@/lib/jobs/job";
import { updateJob } from "@/lib/jobs/update-job";

const params = z.object({ jobId: z.string() });

export const GET = route(
  { verb: "job.get", summary: "One job with its attempts and stages.", params, response: jobView },
  ({ actor, params }) => getJob(actor, params.jobId),
);

export const PATCH = route(
  { verb: "job.update", summary: "Rename a job, or change its place in the queue.", params, body: updateJobInput, response: jobView },
  ({ actor, params, body, ifMatch }) => {
    if (ifMatch === null) throw new AppError("stale", "errors.preconditionRequired");
    return updateJob(actor, { ...body, id: params.jobId, ifMatch });
  },
);

export const DELETE = route(
  { verb: "job.delete", summary: "Put an ended job into the bin, for 30 days.", params, status: 204 },
  ({ actor, params }) => deleteJob(actor, params.jobId),
);
