import { z } from "zod";
import { lastEventId } from "@/lib/http/last-event-id";
import { route } from "@/lib/http/route";
import { followMetrics } from "@/lib/runs/read-metrics";
import { openStream } from "@/lib/stream/open-stream";

export const GET = route(
  {
    verb: "run.follow_metrics",
    summary: "Follow the metrics of a run: events `points` of [step, value, milliseconds], then `end`.",
    params: z.object({ runId: z.string() }),
    response: "text/event-stream",
  },
  async ({ actor, params, request }) => {
    const after = lastEventId(request);
    return openStream(actor, request, (signal) => followMetrics(actor, params.runId, { ...(after !== null && { after }), signal }));
  },
);
