import { route } from "@/lib/http/route";
import { readMetrics } from "@/lib/metrics/read-metrics";

/** For Prometheus: wants the key of an administrator (`Authorization: Bearer …`). */
export const GET = route({ verb: "metrics.read" }, async ({ actor }) => {
  const { contentType, text } = await readMetrics(actor);
  return new Response(text, { headers: { "content-type": contentType, "cache-control": "no-store" } });
});
