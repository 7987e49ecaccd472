import { z } from "zod";
import { readEndpointLog } from "@/lib/endpoints/get-endpoint";
import { route } from "@/lib/http/route";
import { logPageView, logQuery } from "@/lib/logs/log-line";

export const GET = route(
  {
    verb: "endpoint.log",
    summary: "Lines of a revision's log; of the newest revision unless one is named.",
    params: z.object({ endpointId: z.string() }),
    query: logQuery.extend({ revision: z.coerce.number().int().min(1).optional() }),
    response: logPageView,
  },
  ({ actor, params, query: { revision, ...query } }) => readEndpointLog(actor, { endpointId: params.endpointId, revision }, query),
);
