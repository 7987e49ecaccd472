import { z } from "zod";
import { revokeEndpointKey } from "@/lib/endpoints/endpoint-keys";
import { route } from "@/lib/http/route";

export const DELETE = route(
  {
    verb: "endpoint_key.revoke",
    summary: "End a key: gateways refuse it within seconds.",
    params: z.object({ keyId: z.string() }),
    status: 204,
  },
  ({ actor, params }) => revokeEndpointKey(actor, params.keyId),
);
