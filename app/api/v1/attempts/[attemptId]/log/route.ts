import { z } from "zod";
import { route } from "@/lib/http/route";
import { textDownload } from "@/lib/http/text-download";
import { authorizeAttempt } from "@/lib/jobs/authorize-attempt";
import { downloadJobLog, readJobLog } from "@/lib/jobs/read-job-log";
import { logPageView, logQuery } from "@/lib/logs/log-line";

export const GET = route(
  {
    verb: "attempt.log",
    summary: "Lines of the log of one try; with format=text the whole of it as a file.",
    params: z.object({ attemptId: z.string() }),
    query: logQuery.extend({ format: z.enum(["json", "text"]).default("json") }),
    response: logPageView,
  },
  async ({ actor, params, query: { format, ...query } }) => {
    const { job } = await authorizeAttempt(actor, params.attemptId);
    const which = { jobId: job.id, attemptId: params.attemptId };
    if (format === "json") return readJobLog(actor, which, query);
    const { fileName, text } = await downloadJobLog(actor, which);
    return textDownload(fileName, text);
  },
);
