import { z } from "zod";
import { endpointView } from "@/lib/endpoints/endpoint";
import { startEndpoint } from "@/lib/endpoints/stop-endpoint";
import { route } from "@/lib/http/route";

export const POST = route(
  {
    verb: "endpoint.start",
    summary: "Start what was served last once more.",
    params: z.object({ endpointId: z.string() }),
    response: endpointView,
  },
  ({ actor, params }) => startEndpoint(actor, params.endpointId),
);
