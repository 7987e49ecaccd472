import { z } from "zod";
import { eventStream } from "@/lib/http/event-stream";
import { lastEventId } from "@/lib/http/last-event-id";
import { route } from "@/lib/http/route";
import { followMetrics } from "@/lib/runs/read-metrics";
import { sessionSignal } from "@/lib/stream/session-signal";

export const GET = route(
  {
    verb: "run.follow_metrics",
    summary: "Follow the metrics of a run: events `points` of [step, value, milliseconds], then `end`.",
    params: z.object({ runId: z.string() }),
    response: "text/event-stream",
  },
  async ({ actor, params, request }) => {
    const signal = await sessionSignal(actor, request.signal);
    const after = lastEventId(request);
    return eventStream(await followMetrics(actor, params.runId, { ...(after !== null && { after }), signal }));
  },
);
