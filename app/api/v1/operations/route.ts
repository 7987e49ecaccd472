import { z } from "zod";
import { route } from "@/lib/http/route";
import { listOperations } from "@/lib/operations/list-operations";

export const GET = route({ verb: "operation.list", query: z.object({ projectId: z.uuid() }) }, async ({ actor, query }) => ({
  items: await listOperations(actor, query.projectId),
  nextCursor: null,
}));
