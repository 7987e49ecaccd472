import { drainOptions, drainView, nodeNameInput } from "@/lib/cluster/drain";
import { drainNode } from "@/lib/cluster/drain-node";
import { route } from "@/lib/http/route";

export const POST = route(
  {
    verb: "node.drain",
    summary: "Take the node out of use and ask what runs there to go. How far it is stands in the node's `drain`.",
    params: nodeNameInput,
    body: drainOptions,
    status: 202,
    response: drainView,
  },
  ({ actor, params, body }) => drainNode(actor, { ...params, ...body }),
);
