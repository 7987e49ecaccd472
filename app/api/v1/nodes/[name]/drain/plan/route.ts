import { drainPlanQuery, drainPlanView, nodeNameInput } from "@/lib/cluster/drain";
import { planDrain } from "@/lib/cluster/drain-node";
import { route } from "@/lib/http/route";

export const GET = route(
  {
    verb: "node.plan_drain",
    summary: "What a drain would do to each pod of the node. Nothing is changed.",
    params: nodeNameInput,
    query: drainPlanQuery,
    response: drainPlanView,
  },
  ({ actor, params, query }) => planDrain(actor, { ...params, ...query }),
);
