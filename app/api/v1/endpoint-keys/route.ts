import { z } from "zod";
import { createEndpointKeyInput, endpointKeyView, endpointKeyWithTokenView } from "@/lib/endpoints/endpoint";
import { createEndpointKey, listEndpointKeys } from "@/lib/endpoints/endpoint-keys";
import { route } from "@/lib/http/route";

export const GET = route(
  {
    verb: "endpoint_key.list",
    summary: "The keys of an endpoint.",
    query: z.object({ endpointId: z.uuid() }),
    response: z.object({ items: z.array(endpointKeyView), nextCursor: z.null() }),
  },
  async ({ actor, query }) => ({ items: await listEndpointKeys(actor, query.endpointId), nextCursor: null }),
);

export const POST = route(
  {
    verb: "endpoint_key.create",
    summary: "Make a key that may ask one endpoint. The token is shown this once.",
    body: createEndpointKeyInput,
    status: 201,
    response: endpointKeyWithTokenView,
  },
  ({ actor, body }) => createEndpointKey(actor, body),
);
