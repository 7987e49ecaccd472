import path from "node:path";
import { pool } from "@/db/client";
import { listening } from "@/db/listen";
import { env } from "@/lib/env";
import { keepTable } from "@/lib/gateway/kept-table";
import { Usage } from "@/lib/gateway/usage";
import { log } from "@/lib/log";
import { startHeartbeat } from "@/lib/worker/heartbeat";
import { answerProbes } from "../probes";
import { handleFiles } from "./files-face";
import { makeGateway } from "./gateway";
import { makeMetrics } from "./metrics";

const kept = await keepTable(path.join(env.CAIRN_DATA, "gateway"));
const usage = new Usage();
usage.start();
const metrics = makeMetrics({ routes: () => kept.current().content.routes.length, sockets: () => gateway.upgrades.count });
const gateway = makeGateway({ table: kept.current, isDatabaseNear: kept.isFresh, usage, metrics, handleFiles });
await gateway.listen(env.CAIRN_GATEWAY_PORT, await addresses());
const stopHeartbeat = startHeartbeat("gateway", () => ({
  routes: kept.current().content.routes.length,
  sockets: gateway.upgrades.count,
  rssBytes: process.memoryUsage.rss(),
}));
await answerProbes(() => !gateway.isLeaving);
log.info({ port: env.CAIRN_GATEWAY_PORT, listen: env.CAIRN_LISTEN }, "gateway listens");
process.send?.({ ready: true });

for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => void stop());
// Without its supervisor it would hold the port against the next one.
process.on("disconnect", () => void stop());

async function stop(): Promise<void> {
  if (gateway.isLeaving) return;
  await gateway.leave(env.CAIRN_LEAVE_SECONDS);
  stopHeartbeat();
  kept.stop();
  await gateway.stop(8);
  await usage.stop();
  await listening.close().catch(() => undefined);
  await pool.end().catch(() => undefined);
  process.exit(0);
}

/** Browsers try `localhost` by both protocols, so loopback is both, where the machine has the second. */
async function addresses(): Promise<readonly string[]> {
  const isLoopback = env.CAIRN_LISTEN === "127.0.0.1" || env.CAIRN_LISTEN === "localhost";
  if (!isLoopback) return [env.CAIRN_LISTEN];
  const { networkInterfaces } = await import("node:os");
  const hasSixth = Object.values(networkInterfaces()).some((list) => list?.some((each) => each.address === "::1"));
  return hasSixth ? ["127.0.0.1", "::1"] : ["127.0.0.1"];
}
