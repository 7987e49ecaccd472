import { z } from "zod";
import { route } from "@/lib/http/route";
import { getOperation } from "@/lib/operations/get-operation";
import { operationView } from "@/lib/operations/operation";

export const GET = route(
  {
    verb: "operation.get",
    summary: "How far something long is, or how it ended; for administrators also what belongs to no project.",
    params: z.object({ operationId: z.string() }),
    response: operationView,
  },
  ({ actor, params }) => getOperation(actor, params.operationId),
);
