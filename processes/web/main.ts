import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import path from "node:path";
import next from "next";
import { env } from "@/lib/env";
import { log } from "@/lib/log";
import { answerProbes } from "../probes";
import { admit } from "./admit";
import { type Listener, listeners } from "./listeners";
import { Requests } from "./requests";

await start().catch((error: unknown) => {
  log.fatal({ err: error }, "The web cannot start");
  process.exit(1);
});

/** Next.js on every address that this process listens on. */
async function start(): Promise<void> {
  const isDevelopment = env.NODE_ENV === "development";
  if (!isDevelopment) tellBuiltConfig();
  // Next would add its own upgrade listener to the server that serves the first request; in production nothing upgrades.
  const upgrades = createServer();
  const { hostname, port } = new URL(env.CAIRN_URL);
  const app = next({ dev: isDevelopment, dir: process.cwd(), hostname, port: Number(port || 443), httpServer: upgrades });
  await app.prepare();
  const handle = app.getRequestHandler();

  const requests = new Requests();
  const serve = (listener: Listener) => {
    const server = createServer({ maxHeaderSize: 16 * 1024, headersTimeout: 15_000, requestTimeout: 120_000, keepAliveTimeout: 75_000 });
    server.maxRequestsPerSocket = 0;
    server.on("request", (request, response) => {
      requests.add(response);
      if (!admit(request, response, listener)) return;
      handle(request, response).catch((error: unknown) => {
        log.error({ err: error }, "A request could not be answered");
        response.destroy();
      });
    });
    server.on("upgrade", (request, socket, head) => {
      if (isDevelopment && request.url?.startsWith("/_next/")) upgrades.emit("upgrade", request, socket, head);
      else socket.end("HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
    });
    return listen(server, listener);
  };
  const wanted = await listeners();
  const servers = await Promise.all(wanted.map(serve));
  await answerProbes(() => !requests.isLeaving);
  log.info({ url: env.CAIRN_URL, listen: wanted.map(({ address, port }) => `${address} ${port}`) }, "The web is ready");
  process.send?.({ ready: true });
  stopOnSignals(servers, requests);
}

/** Next would read next.config.ts again, and take a compiler along for it: it is told what the build found there. */
function tellBuiltConfig(): void {
  const { config } = JSON.parse(readFileSync(path.resolve(".next/required-server-files.json"), "utf8"));
  // biome-ignore lint/style/noProcessEnv: Next takes it from there alone, as in what it builds to stand alone
  process.env.__NEXT_PRIVATE_STANDALONE_CONFIG = JSON.stringify(config);
}

async function listen(server: Server, { address, port, isOptional }: Listener): Promise<Server> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (isOptional && ["EADDRNOTAVAIL", "EAFNOSUPPORT"].includes(error.code ?? "")) resolve();
      else reject(error);
    });
    server.listen(port, address, resolve);
  });
  return server;
}

function stopOnSignals(servers: readonly Server[], requests: Requests): void {
  const stop = async () => {
    if (requests.isLeaving) return;
    await requests.leave(servers, { takesMs: env.CAIRN_LEAVE_SECONDS * 1_000, patienceMs: 10_000 });
    process.exit(0);
  };
  process.on("SIGTERM", () => void stop());
  process.on("SIGINT", () => void stop());
  // The supervisor is gone: its successor needs the port.
  process.on("disconnect", () => void stop());
}
