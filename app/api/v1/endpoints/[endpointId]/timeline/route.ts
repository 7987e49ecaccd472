import { z } from "zod";
import { listEndpointTimeline } from "@/lib/endpoints/get-endpoint";
import { route } from "@/lib/http/route";
import { timelineEntryView } from "@/lib/timeline/timeline-entry";

export const GET = route(
  {
    verb: "endpoint.timeline",
    summary: "What happened to an endpoint's revisions, newest first.",
    params: z.object({ endpointId: z.string() }),
    response: z.object({ items: z.array(timelineEntryView), nextCursor: z.null() }),
  },
  async ({ actor, params }) => ({ items: await listEndpointTimeline(actor, params.endpointId), nextCursor: null }),
);
