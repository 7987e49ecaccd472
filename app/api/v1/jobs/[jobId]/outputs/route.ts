import { z } from "zod";
import { route } from "@/lib/http/route";
import { outputView } from "@/lib/jobs/job";
import { listJobOutputs } from "@/lib/jobs/list-outputs";

export const GET = route(
  {
    verb: "job.outputs",
    summary: "The files that a job left so far, with sizes and hashes.",
    params: z.object({ jobId: z.string() }),
    query: z.object({ attemptId: z.string().optional() }),
    response: z.object({ items: z.array(outputView) }),
  },
  async ({ actor, params, query }) => ({ items: await listJobOutputs(actor, { ...params, ...query }) }),
);
