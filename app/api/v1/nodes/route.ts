import { listNodes, listNodesQuery, nodePageView } from "@/lib/cluster/list-nodes";
import { route } from "@/lib/http/route";

export const GET = route(
  {
    verb: "node.list",
    query: listNodesQuery,
    summary: "The nodes that workloads run on, and what fits on them now",
    response: nodePageView,
  },
  ({ actor, query }) => listNodes(actor, query),
);
