import { z } from "zod";
import { route } from "@/lib/http/route";
import { cancelOperation } from "@/lib/operations/cancel-operation";

export const POST = route(
  { verb: "operation.cancel", summary: "Ask something long to end", params: z.object({ operationId: z.string() }), status: 204 },
  ({ actor, params }) => cancelOperation(actor, params.operationId),
);
