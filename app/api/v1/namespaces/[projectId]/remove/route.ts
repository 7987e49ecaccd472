import { z } from "zod";
import { removeNamespaceOptions } from "@/lib/cluster/namespace";
import { removeNamespace } from "@/lib/cluster/remove-namespace";
import { route } from "@/lib/http/route";
import { operationView } from "@/lib/operations/operation";

export const POST = route(
  {
    verb: "namespace.remove",
    summary: "Remove a project's namespace: an empty one, or any with `evenIfUsed`. Answers when it is gone, or after some seconds.",
    params: z.object({ projectId: z.uuid() }),
    body: removeNamespaceOptions,
    response: operationView,
  },
  ({ actor, params, body }) => removeNamespace(actor, { ...params, ...body }),
);
