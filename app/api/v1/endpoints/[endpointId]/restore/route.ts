import { z } from "zod";
import { restoreEndpoint } from "@/lib/endpoints/delete-endpoint";
import { endpointView } from "@/lib/endpoints/endpoint";
import { route } from "@/lib/http/route";

export const POST = route(
  {
    verb: "endpoint.restore",
    summary: "Take an endpoint back out of the bin, stopped.",
    params: z.object({ endpointId: z.string() }),
    response: endpointView,
  },
  ({ actor, params }) => restoreEndpoint(actor, params.endpointId),
);
