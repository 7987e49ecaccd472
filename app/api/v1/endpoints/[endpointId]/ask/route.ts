import { z } from "zod";
import { askEndpoint } from "@/lib/endpoints/ask-endpoint";
import { askAnswerView, askRequest } from "@/lib/endpoints/endpoint";
import { route } from "@/lib/http/route";

export const POST = route(
  {
    verb: "endpoint.ask",
    summary: "Ask once, as the playground does. Programs ask at the endpoint's own address with its key.",
    params: z.object({ endpointId: z.string() }),
    body: askRequest,
    response: askAnswerView,
  },
  ({ actor, params, body }) => askEndpoint(actor, { endpointId: params.endpointId, request: body }),
);
