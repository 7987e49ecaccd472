import { z } from "zod";
import { route } from "@/lib/http/route";
import { jobOutputDownload } from "@/lib/jobs/list-outputs";

export const GET = route(
  {
    verb: "job.download_outputs",
    summary: "A link, good for ten minutes, to one output of a job, or to all of them as a zip.",
    params: z.object({ jobId: z.string() }),
    query: z.object({ attemptId: z.string().optional(), path: z.string().max(1024).optional() }),
    response: z.object({ url: z.string() }),
  },
  async ({ actor, params, query }) => ({ url: await jobOutputDownload(actor, { ...params, ...query, reader: "program" }) }),
);
