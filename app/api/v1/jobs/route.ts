import { pageOf } from "@/lib/http/page-of";
import { route } from "@/lib/http/route";
import { createJob } from "@/lib/jobs/create-job";
import { createJobInput, jobItemView, jobView, listJobsQuery } from "@/lib/jobs/job";
import { listJobs } from "@/lib/jobs/list-jobs";

export const GET = route(
  { verb: "job.list", summary: "The jobs you may read, the newest first.", query: listJobsQuery, response: pageOf(jobItemView) },
  ({ actor, query }) => listJobs(actor, query),
);

export const POST = route(
  {
    verb: "job.create",
    summary: "Submit a job: it waits in the queue until there is room.",
    body: createJobInput,
    status: 201,
    response: jobView,
  },
  ({ actor, body }) => createJob(actor, body),
);
