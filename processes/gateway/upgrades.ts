import http, { type IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { AppError } from "@/lib/errors";
import { isAllowedInApp } from "@/lib/gateway/app-session";
import { downstreamHeaders, ourCookie } from "@/lib/gateway/headers";
import type { GatewayRoute, Table, Target } from "@/lib/gateway/table";
import { toProblem } from "@/lib/http/problem";
import { log } from "@/lib/log";
import { admitToApp, appCookie, appHeaders, livingApp } from "./apps-face";
import { type Exchange, isMalformed, readExchange } from "./exchange";
import { addressOf } from "./forward";
import { gatewayLimits } from "./limits";
import { refuseSocket } from "./refuse";

interface OpenSocket {
  readonly route: GatewayRoute;
  readonly cookie: string;
  readonly host: string;
  end(): void;
}

/** Websockets of apps: authorized before anything is dialled, looked at again every half minute while they are open. */
export class Upgrades {
  private readonly open = new Set<OpenSocket>();
  private readonly timer: NodeJS.Timeout;
  private readonly table: () => Table;

  constructor(table: () => Table) {
    this.table = table;
    this.timer = setInterval(() => void this.recheck(), gatewayLimits.recheckSeconds * 1_000);
  }

  get count(): number {
    return this.open.size;
  }

  async handle(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    socket.on("error", () => socket.destroy());
    const exchange = readExchange(request);
    if (isMalformed(exchange)) return refuseSocket(socket, exchange.status, exchange.words);
    try {
      const route = await this.admit(request, exchange);
      await this.join(request, socket, head, exchange, route);
    } catch (error) {
      const problem = toProblem(error, exchange.facts.locale, exchange.facts.requestId);
      if (problem.status === 500) log.error({ err: error, requestId: exchange.facts.requestId }, "bug");
      refuseSocket(socket, problem.status, problem.detail);
    }
  }

  /** Ends all of them: the gateway stops. */
  stop(): void {
    clearInterval(this.timer);
    for (const each of this.open) each.end();
  }

  /** Ends sockets whose person may no longer use the app. While the database is away, what is open stays open. */
  async recheck(): Promise<void> {
    for (const each of this.open) {
      const { projectId, subjectId: appId } = each.route;
      const allowed = await isAllowedInApp(each.cookie, { host: each.host, appId, projectId, facts: null }).catch(() => true);
      if (!allowed) each.end();
    }
  }

  private async admit(request: IncomingMessage, exchange: Exchange): Promise<GatewayRoute> {
    if (exchange.face.kind !== "app" || exchange.path.startsWith("/.cairn/")) throw new AppError("invalid", "endpoints.gateway.noUpgrade");
    const hasBody = request.headers["transfer-encoding"] !== undefined || Number(request.headers["content-length"] ?? 0) > 0;
    if (request.method !== "GET" || hasBody || request.headers["sec-websocket-key"] === undefined)
      throw new AppError("invalid", "endpoints.gateway.noUpgrade");
    if (request.headers.origin?.toLowerCase() !== `${exchange.protocol}://${exchange.host.toLowerCase()}`)
      throw new AppError("forbidden", "endpoints.gateway.foreignOrigin");
    const route = await admitToApp(request, exchange, this.table());
    const sameApp = [...this.open].filter((each) => each.route.id === route.id).length;
    if (sameApp >= gatewayLimits.socketsPerApp) throw new AppError("unavailable", "endpoints.gateway.tooManySockets");
    return route;
  }

  private join(request: IncomingMessage, socket: Duplex, head: Buffer, exchange: Exchange, route: GatewayRoute): Promise<void> {
    const target: Target = livingApp(this.table(), route);
    const headers = appHeaders(request, exchange, target, true);
    return new Promise((resolve, reject) => {
      const out = http.request({ ...addressOf(target), agent: false, method: "GET", path: exchange.url, headers });
      const giveUp = () => out.destroy();
      socket.once("close", giveUp);
      out.once("error", (error) => reject(new AppError("unavailable", "endpoints.gateway.noAnswer", {}, { cause: error })));
      out.once("response", (answer) => {
        answer.resume();
        refuseSocket(socket, answer.statusCode ?? 502, "The app did not accept this connection.");
        resolve();
      });
      out.once("upgrade", (answer, upstream, upstreamHead) => {
        socket.off("close", giveUp);
        const rules = { cookies: "hostOnly", dropCors: false, isUpgrade: true, set: {} } as const;
        socket.write(`HTTP/1.1 101 Switching Protocols\r\n${lines(downstreamHeaders(answer.rawHeaders, rules))}\r\n`);
        this.connect(socket, upstream, {
          route,
          cookie: ourCookie(request.rawHeaders, appCookie) ?? "",
          host: exchange.host.toLowerCase(),
        });
        if (upstreamHead.length > 0) socket.write(upstreamHead);
        if (head.length > 0) upstream.write(head);
        resolve();
      });
      out.end();
    });
  }

  private connect(socket: Duplex, upstream: Duplex, who: Omit<OpenSocket, "end">): void {
    for (const side of [socket, upstream]) {
      if ("setTimeout" in side && typeof side.setTimeout === "function") side.setTimeout(0);
      if ("setNoDelay" in side && typeof side.setNoDelay === "function") side.setNoDelay(true);
    }
    const end = () => {
      socket.destroy();
      upstream.destroy();
    };
    const entry: OpenSocket = { ...who, end };
    this.open.add(entry);
    for (const side of [socket, upstream]) {
      side.on("error", end);
      side.once("close", () => {
        this.open.delete(entry);
        end();
      });
    }
    socket.pipe(upstream).pipe(socket);
  }
}

function lines(headers: readonly string[]): string {
  return Array.from({ length: headers.length >> 1 }, (_, index) => `${headers[index * 2]}: ${headers[index * 2 + 1]}\r\n`).join("");
}
