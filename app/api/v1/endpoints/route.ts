import { deployEndpoint } from "@/lib/endpoints/deploy-endpoint";
import { deployEndpointInput, endpointView } from "@/lib/endpoints/endpoint";
import { listEndpoints, listEndpointsQuery } from "@/lib/endpoints/list-endpoints";
import { pageOf } from "@/lib/http/page-of";
import { route } from "@/lib/http/route";

export const GET = route(
  { verb: "endpoint.list", summary: "The endpoints of a project.", query: listEndpointsQuery, response: pageOf(endpointView) },
  ({ actor, query }) => listEndpoints(actor, query),
);

export const POST = route(
  {
    verb: "endpoint.deploy",
    summary: "Put a model version behind an address.",
    body: deployEndpointInput,
    status: 201,
    response: endpointView,
  },
  ({ actor, body }) => deployEndpoint(actor, body),
);
