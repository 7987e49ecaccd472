import { z } from "zod";
import { endpointView } from "@/lib/endpoints/endpoint";
import { stopEndpoint } from "@/lib/endpoints/stop-endpoint";
import { route } from "@/lib/http/route";

export const POST = route(
  {
    verb: "endpoint.stop",
    summary: "End what runs; address, keys and revisions stay.",
    params: z.object({ endpointId: z.string() }),
    response: endpointView,
  },
  ({ actor, params }) => stopEndpoint(actor, params.endpointId),
);
