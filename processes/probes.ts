import { createServer } from "node:http";
import { env } from "@/lib/env";

/**
 * Answers, where CAIRN_PROBE_PORT names a port, those who watch over this process: `/health` while it lives, `/ready` while it takes
 * work. Nothing of a person or a project is told.
 */
export async function answerProbes(isReady: () => boolean): Promise<void> {
  if (env.CAIRN_PROBE_PORT === undefined) return;
  const server = createServer((request, response) => {
    const answers = { "/health": true, "/ready": isReady() }[request.url ?? ""];
    response.writeHead(answers === undefined ? 404 : answers ? 200 : 503, { "content-type": "text/plain", "cache-control": "no-store" });
    response.end(answers ? "ok\n" : "no\n");
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(env.CAIRN_PROBE_PORT, resolve);
  });
  // It is asked until the very end, and keeps nobody from ending.
  server.unref();
}
