import { uncordonNode } from "@/lib/cluster/cordon-node";
import { nodeNameInput } from "@/lib/cluster/drain";
import { route } from "@/lib/http/route";
import { operationView } from "@/lib/operations/operation";

export const POST = route(
  {
    verb: "node.uncordon",
    summary: "New pods may start on the node again.",
    params: nodeNameInput,
    response: operationView,
  },
  ({ actor, params }) => uncordonNode(actor, params),
);
