import { z } from "zod";
import { deleteEndpoint } from "@/lib/endpoints/delete-endpoint";
import { endpointView, updateEndpointInput } from "@/lib/endpoints/endpoint";
import { getEndpoint } from "@/lib/endpoints/get-endpoint";
import { updateEndpoint } from "@/lib/endpoints/update-endpoint";
import { AppError } from "@/lib/errors";
import { route } from "@/lib/http/route";

const params = z.object({ endpointId: z.string() });

export const GET = route({ verb: "endpoint.get", summary: "One endpoint.", params, response: endpointView }, ({ actor, params }) =>
  getEndpoint(actor, params.endpointId),
);

export const PATCH = route(
  {
    verb: "endpoint.update",
    summary: "Give an endpoint another name; its address stays.",
    params,
    body: updateEndpointInput,
    response: endpointView,
  },
  ({ actor, params, body, ifMatch }) => {
    if (ifMatch === null) throw new AppError("stale", "errors.preconditionRequired");
    return updateEndpoint(actor, params.endpointId, body, ifMatch);
  },
);

export const DELETE = route(
  { verb: "endpoint.delete", summary: "Put an endpoint into the bin, for 30 days: it answers nobody any more.", params, status: 204 },
  ({ actor, params }) => deleteEndpoint(actor, params.endpointId),
);
