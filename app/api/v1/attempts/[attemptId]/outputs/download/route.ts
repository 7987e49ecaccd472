import { z } from "zod";
import { route } from "@/lib/http/route";
import { outputDownload } from "@/lib/jobs/list-outputs";

export const GET = route(
  {
    verb: "attempt.download_outputs",
    summary: "A link, good for ten minutes, to one output of a try, or to all of them as a zip.",
    params: z.object({ attemptId: z.string() }),
    query: z.object({ path: z.string().max(1024).optional() }),
    response: z.object({ url: z.string() }),
  },
  async ({ actor, params, query }) => ({ url: await outputDownload(actor, { ...params, ...query, reader: "program" }) }),
);
