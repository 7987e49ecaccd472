import { z } from "zod";
import { readBuildLog } from "@/lib/environments/read-build-log";
import { route } from "@/lib/http/route";
import { logPageView, logQuery } from "@/lib/logs/log-line";

export const GET = route(
  {
    verb: "environment_version.log",
    summary: "Lines of the log of a version's build.",
    params: z.object({ versionId: z.string() }),
    query: logQuery,
    response: logPageView,
  },
  ({ actor, params, query }) => readBuildLog(actor, params.versionId, query),
);
