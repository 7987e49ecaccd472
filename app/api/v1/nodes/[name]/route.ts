import { z } from "zod";
import { getNode } from "@/lib/cluster/get-node";
import { nodeView } from "@/lib/cluster/node";
import { route } from "@/lib/http/route";

export const GET = route(
  { verb: "node.get", params: z.object({ name: z.string().max(253) }), summary: "One node, and what runs there", response: nodeView },
  ({ actor, params }) => getNode(actor, params.name),
);
