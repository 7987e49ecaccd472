import { z } from "zod";
import { getUsage, usageQuery, usageView } from "@/lib/endpoints/get-usage";
import { route } from "@/lib/http/route";

export const GET = route(
  {
    verb: "endpoint.usage",
    summary: "Requests, errors and latency of the last minutes.",
    params: z.object({ endpointId: z.string() }),
    query: usageQuery,
    response: usageView,
  },
  ({ actor, params, query }) => getUsage(actor, params.endpointId, query.minutes),
);
