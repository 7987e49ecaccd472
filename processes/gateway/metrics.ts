import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

export interface GatewayMetrics {
  observe(face: string, status: number, ms: number): void;
  /** Everything in Prometheus' text form. */
  text(): Promise<string>;
}

/** The gateway's own figures. `gauges` are read when someone asks. */
export function makeMetrics(gauges: { readonly routes: () => number; readonly sockets: () => number }): GatewayMetrics {
  const registry = new Registry();
  registry.setDefaultLabels({ process: "gateway" });
  collectDefaultMetrics({ register: registry });
  const requests = new Counter({
    name: "cairn_gateway_requests_total",
    help: "Requests by face and class of status.",
    labelNames: ["face", "status"],
    registers: [registry],
  });
  const seconds = new Histogram({
    name: "cairn_gateway_request_seconds",
    help: "Time from the request's header to the end of its answer.",
    labelNames: ["face"],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60],
    registers: [registry],
  });
  for (const [name, help, read] of [
    ["cairn_gateway_routes", "Routes in memory.", gauges.routes],
    ["cairn_gateway_sockets", "Open websockets.", gauges.sockets],
  ] as const) {
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        this.set(read());
      },
    });
  }
  return {
    observe(face, status, ms) {
      requests.inc({ face, status: `${Math.floor(status / 100)}xx` });
      seconds.observe({ face }, ms / 1_000);
    },
    text: () => registry.metrics(),
  };
}
