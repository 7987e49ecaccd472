import { z } from "zod";
import { route } from "@/lib/http/route";
import { textDownload } from "@/lib/http/text-download";
import { downloadJobLog } from "@/lib/jobs/read-job-log";

export const GET = route(
  {
    verb: "job.log_text",
    summary: "The whole log of a job as text.",
    params: z.object({ jobId: z.string() }),
    query: z.object({ attemptId: z.string().optional() }),
    response: "text/plain",
  },
  async ({ actor, params, query }) => {
    const { fileName, text } = await downloadJobLog(actor, { ...params, ...query });
    return textDownload(fileName, text);
  },
);
