import { route } from "@/lib/http/route";
import { tellMetrics } from "@/lib/workloads/tell-metrics";
import { metricsOffsetView, tellMetricsInput } from "@/lib/workloads/workload";

export const POST = route(
  {
    verb: "workload.tell_metrics",
    summary: "Hand over lines of an attempt's metrics file; what was told before is not counted twice.",
    body: tellMetricsInput,
    response: metricsOffsetView,
  },
  ({ actor, body }) => tellMetrics(actor, body),
);
