import { z } from "zod";
import { route } from "@/lib/http/route";
import { seriesQuery, seriesView } from "@/lib/runs/point";
import { readMetrics } from "@/lib/runs/read-metrics";

export const GET = route(
  {
    verb: "run.metrics",
    summary: "The metrics of a run over their steps; long ones as minimum and maximum of neighbours.",
    params: z.object({ runId: z.string() }),
    query: seriesQuery,
    response: z.object({ items: z.array(seriesView) }),
  },
  async ({ actor, params, query }) => ({ items: await readMetrics(actor, params.runId, query) }),
);
