import http, { type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { notFound } from "@/lib/errors";
import type { Table } from "@/lib/gateway/table";
import { isSameToken, metricsToken } from "@/lib/gateway/upstream-token";
import type { Usage } from "@/lib/gateway/usage";
import { asRefusal } from "@/lib/http/problem";
import { isTrustedProxy } from "@/lib/http/request-facts";
import { log } from "@/lib/log";
import { handleApp } from "./apps-face";
import { handleEndpoint } from "./endpoints-face";
import { type Exchange, healthPath, isMalformed, readExchange } from "./exchange";
import { gatewayLimits } from "./limits";
import type { GatewayMetrics } from "./metrics";
import { plain, refuse, refuseMalformed, refuseSocket } from "./refuse";
import { Upgrades } from "./upgrades";

export interface GatewayParts {
  readonly table: () => Table;
  readonly isDatabaseNear: () => boolean;
  readonly usage: Pick<Usage, "record" | "keyUsed">;
  readonly metrics: GatewayMetrics;
  /** Uploads and downloads; told apart from the rest by host or by `/files`. */
  readonly handleFiles: (request: IncomingMessage, response: ServerResponse) => Promise<void> | void;
}

export interface Gateway {
  /** One server per address; loopback has two. */
  listen(port: number, addresses: readonly string[]): Promise<void>;
  /** Takes requests for so long yet, as whoever sends them here may not know better, but keeps no connection. */
  leave(seconds: number): Promise<void>;
  readonly isLeaving: boolean;
  /** Takes nothing new, lets what is under way end for so long, then ends it. */
  stop(graceSeconds: number): Promise<void>;
  readonly upgrades: Upgrades;
}

/** The gateway's HTTP side: form first, then the face by Host, then who asks. */
export function makeGateway(parts: GatewayParts): Gateway {
  const upgrades = new Upgrades(parts.table);
  const byAddress = new Map<string, number>();
  const servers: Server[] = [];
  let isLeaving = false;

  function newServer(): Server {
    const server = http.createServer({
      maxHeaderSize: gatewayLimits.headerBytes,
      headersTimeout: gatewayLimits.headersSeconds * 1_000,
      requestTimeout: 0,
      keepAliveTimeout: gatewayLimits.idleSeconds * 1_000,
      connectionsCheckingInterval: 2_000,
      insecureHTTPParser: false,
      noDelay: true,
      // Only a websocket handshake leaves HTTP; another Upgrade is ignored, as HTTP allows.
      shouldUpgradeCallback: (request) => /^websocket$/i.test(request.headers.upgrade ?? ""),
    });
    server.maxHeadersCount = 0;
    server.maxConnections = gatewayLimits.connections;
    server.on("connection", (socket) => limitAddress(socket, byAddress));
    server.on("request", (request, response) => void answer(request, response));
    server.on("upgrade", (request, socket, head) => void upgrades.handle(request, socket, head));
    server.on("connect", (_request, socket) => refuseSocket(socket, 405, "This method is not served"));
    server.on("clientError", onClientError);
    return server;
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const startedAt = performance.now();
    // Whoever keeps this connection would send the next request to a server that is gone.
    if (isLeaving) response.setHeader("connection", "close");
    limitSlowBody(request);
    const exchange = readExchange(request);
    if (isMalformed(exchange)) {
      const status = refuseMalformed(request, response, exchange);
      log.info({ status, method: request.method, address: request.socket.remoteAddress }, "malformed");
      return;
    }
    const status = await dispatch(request, response, exchange).catch((error: unknown) => {
      const isBug = asRefusal(error) === null;
      if (isBug) log.error({ err: error, requestId: exchange.facts.requestId }, "bug");
      return refuse(response, error, exchange.facts, exchange.face.kind === "app" ? "text" : "problem");
    });
    const ms = performance.now() - startedAt;
    const { face, path, facts } = exchange;
    parts.metrics.observe(face.kind, status, ms);
    if (path === healthPath) return;
    log.info(
      {
        requestId: facts.requestId,
        face: face.kind,
        method: request.method,
        host: exchange.host,
        path: path.replace(/^(\/files\/signed\/)[^/]+/, "$1[redacted]"),
        status,
        ms: Math.round(ms * 10) / 10,
        address: facts.address,
      },
      "request",
    );
  }

  async function dispatch(request: IncomingMessage, response: ServerResponse, exchange: Exchange): Promise<number> {
    const { face, path } = exchange;
    if (path === healthPath) return health(response);
    if (face.kind === "app") return handleApp(request, response, exchange, parts.table);
    if (path === "/.cairn/metrics") return figures(request, response);
    if (face.kind === "files" || (face.kind === "literal" && (path === "/files" || path.startsWith("/files/"))))
      return files(request, response);
    if (path.startsWith("/e/")) return handleEndpoint(request, response, exchange, parts);
    throw notFound();
  }

  function health(response: ServerResponse): number {
    const body = JSON.stringify({
      status: "ok",
      database: parts.isDatabaseNear() ? "near" : "away",
      routes: parts.table().content.routes.length,
    });
    response.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(body), ...plain });
    response.end(body);
    return 200;
  }

  async function figures(request: IncomingMessage, response: ServerResponse): Promise<number> {
    const given = /^Bearer (.+)$/i.exec(request.headers.authorization ?? "")?.[1] ?? "";
    if (!isSameToken(given, metricsToken())) throw notFound();
    const body = await parts.metrics.text();
    response.writeHead(200, { "content-type": "text/plain; version=0.0.4", "content-length": Buffer.byteLength(body), ...plain });
    response.end(body);
    return 200;
  }

  async function files(request: IncomingMessage, response: ServerResponse): Promise<number> {
    delete request.headers.cookie;
    await parts.handleFiles(request, response);
    if (!response.writableFinished && !response.destroyed) await new Promise((resolve) => response.once("close", resolve));
    return response.statusCode;
  }

  return {
    upgrades,
    get isLeaving() {
      return isLeaving;
    },
    async listen(port, addresses) {
      for (const address of addresses) {
        const server = newServer();
        await new Promise<void>((resolve, reject) => {
          server.once("error", reject);
          server.listen(port, address, () => {
            server.off("error", reject);
            resolve();
          });
        });
        servers.push(server);
      }
    },
    async leave(seconds) {
      isLeaving = true;
      await sleep(seconds * 1_000);
    },
    async stop(graceSeconds) {
      const closed = Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
      upgrades.stop();
      for (const server of servers) server.closeIdleConnections();
      await Promise.race([closed, sleep(graceSeconds * 1_000)]);
      for (const server of servers) server.closeAllConnections();
      await closed;
    },
  };
}

/** One address may hold so many connections; the next one is told so and closed. */
function limitAddress(socket: Socket, byAddress: Map<string, number>): void {
  const address = socket.remoteAddress ?? "";
  const count = (byAddress.get(address) ?? 0) + 1;
  byAddress.set(address, count);
  socket.once("close", () => {
    const left = (byAddress.get(address) ?? 1) - 1;
    if (left === 0) byAddress.delete(address);
    else byAddress.set(address, left);
  });
  if (count > gatewayLimits.connectionsPerAddress && !isTrustedProxy(address))
    refuseSocket(socket, 503, "Too many connections from one address");
}

/** A body that stands still for longer than an idle connection may is given up; a long answer is not. */
function limitSlowBody(request: IncomingMessage): void {
  if (request.complete || (request.headers["content-length"] === undefined && request.headers["transfer-encoding"] === undefined)) return;
  const { socket } = request;
  const onTimeout = () => socket.destroy();
  socket.setTimeout(gatewayLimits.idleSeconds * 1_000);
  socket.once("timeout", onTimeout);
  request.once("close", () => socket.off("timeout", onTimeout));
  request.once("end", () => {
    socket.setTimeout(0);
    socket.off("timeout", onTimeout);
  });
}

function onClientError(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === "ECONNRESET" || !socket.writable) {
    socket.destroy();
    return;
  }
  const known = clientErrors[error.code ?? ""];
  refuseSocket(socket, known?.status ?? 400, known?.words ?? "This is not a valid HTTP/1.1 request");
}

const clientErrors: Record<string, { readonly status: number; readonly words: string }> = {
  HPE_HEADER_OVERFLOW: { status: 431, words: "The header is larger than 16 KiB" },
  ERR_HTTP_REQUEST_TIMEOUT: { status: 408, words: "The header took longer than 15 s" },
};
