import { nodeNameInput } from "@/lib/cluster/drain";
import { cancelDrain } from "@/lib/cluster/drain-node";
import { route } from "@/lib/http/route";

export const POST = route(
  {
    verb: "node.cancel_drain",
    summary: "Ask no further pod to go. The node stays out of use until somebody takes it back.",
    params: nodeNameInput,
    status: 204,
  },
  ({ actor, params }) => cancelDrain(actor, params),
);
