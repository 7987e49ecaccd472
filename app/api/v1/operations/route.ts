import { z } from "zod";
import { route } from "@/lib/http/route";
import { listOperations } from "@/lib/operations/list-operations";
import { operationView } from "@/lib/operations/operation";

export const GET = route(
  {
    verb: "operation.list",
    summary: "What is under way in a project",
    response: z.object({ items: z.array(operationView), nextCursor: z.null() }),
    query: z.object({ projectId: z.uuid() }),
  },
  async ({ actor, query }) => ({
    items: await listOperations(actor, query.projectId),
    nextCursor: null,
  }),
);
