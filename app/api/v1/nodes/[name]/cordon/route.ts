import { cordonNode } from "@/lib/cluster/cordon-node";
import { nodeNameInput } from "@/lib/cluster/drain";
import { route } from "@/lib/http/route";
import { operationView } from "@/lib/operations/operation";

export const POST = route(
  {
    verb: "node.cordon",
    summary: "No new pod starts on the node; what runs there goes on. Answers when it is done, or after some seconds.",
    params: nodeNameInput,
    response: operationView,
  },
  ({ actor, params }) => cordonNode(actor, params),
);
