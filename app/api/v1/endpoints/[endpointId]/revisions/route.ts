import { z } from "zod";
import { createRevision } from "@/lib/endpoints/deploy-endpoint";
import { createRevisionInput, endpointView, revisionView } from "@/lib/endpoints/endpoint";
import { listRevisions } from "@/lib/endpoints/get-endpoint";
import { route } from "@/lib/http/route";

const params = z.object({ endpointId: z.string() });

export const GET = route(
  {
    verb: "revision.list",
    summary: "What an endpoint serves and served, newest first.",
    params,
    response: z.object({ items: z.array(revisionView), nextCursor: z.null() }),
  },
  async ({ actor, params }) => ({ items: await listRevisions(actor, params.endpointId), nextCursor: null }),
);

export const POST = route(
  {
    verb: "revision.create",
    summary: "Deploy another version at the same address; it takes over once it answers.",
    params,
    body: createRevisionInput,
    status: 201,
    response: endpointView,
  },
  ({ actor, params, body }) => createRevision(actor, params.endpointId, body),
);
