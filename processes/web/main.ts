import { createServer, type Server } from "node:http";
import next from "next";
import { env } from "@/lib/env";
import { log } from "@/lib/log";
import { admit } from "./admit";

await start().catch((error: unknown) => {
  log.fatal({ err: error }, "The web cannot start");
  process.exit(1);
});

/** Next.js on loopback, or on the address that CAIRN_LISTEN names; `localhost` means both families to a browser. */
async function start(): Promise<void> {
  const isDevelopment = env.NODE_ENV === "development";
  // Next would add its own upgrade listener to the server that serves the first request; in production nothing upgrades.
  const upgrades = createServer();
  const { hostname, port } = new URL(env.CAIRN_URL);
  const app = next({ dev: isDevelopment, dir: process.cwd(), hostname, port: Number(port || 443), httpServer: upgrades });
  await app.prepare();
  const handle = app.getRequestHandler();

  const servers = addresses().map((address) => {
    const server = createServer({ maxHeaderSize: 16 * 1024, headersTimeout: 15_000, requestTimeout: 120_000, keepAliveTimeout: 75_000 });
    server.maxRequestsPerSocket = 0;
    server.on("request", (request, response) => {
      if (!admit(request, response)) return;
      handle(request, response).catch((error: unknown) => {
        log.error({ err: error }, "A request could not be answered");
        response.destroy();
      });
    });
    server.on("upgrade", (request, socket, head) => {
      if (isDevelopment && request.url?.startsWith("/_next/")) upgrades.emit("upgrade", request, socket, head);
      else socket.end("HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
    });
    return listen(server, address);
  });
  await Promise.all(servers);
  log.info({ url: env.CAIRN_URL, listen: addresses() }, "The web is ready");
  process.send?.({ ready: true });
  stopOnSignals(await Promise.all(servers));
}

function addresses(): string[] {
  return env.CAIRN_LISTEN === "127.0.0.1" ? ["127.0.0.1", "::1"] : [env.CAIRN_LISTEN];
}

/** A machine without IPv6 has no ::1, and that is fine. */
async function listen(server: Server, address: string): Promise<Server> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error) => (address === "::1" ? resolve() : reject(error)));
    server.listen(env.CAIRN_WEB_PORT, address, resolve);
  });
  return server;
}

/** Requests under way get a moment; event streams are cut, and browsers come back by themselves. */
function stopOnSignals(servers: readonly Server[]): void {
  const stop = () => {
    for (const server of servers) server.close();
    for (const server of servers) server.closeIdleConnections();
    setTimeout(() => process.exit(0), 1500).unref();
    void Promise.all(servers.map(closed)).then(() => process.exit(0));
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
  // The supervisor is gone: its successor needs the port.
  process.on("disconnect", stop);
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => (server.listening ? server.once("close", resolve) : resolve()));
}
