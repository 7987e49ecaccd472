import type { IncomingMessage, ServerResponse } from "node:http";
import { cookieName, hasSecureCookies } from "@/lib/auth/cookies";
import { env } from "@/lib/env";
import { AppError, notFound } from "@/lib/errors";
import { enterApp, isAllowedInApp } from "@/lib/gateway/app-session";
import { ourCookie, upstreamHeaders } from "@/lib/gateway/headers";
import { chooseTarget, type GatewayRoute, type Table, type Target } from "@/lib/gateway/table";
import { upstreamToken, upstreamTokenHeader } from "@/lib/gateway/upstream-token";
import { addressKey, consume } from "@/lib/rates/consume";
import { withLength } from "./endpoints-face";
import type { Exchange } from "./exchange";
import { forward } from "./forward";
import { plain } from "./refuse";
import { standings } from "./standings";

export const appCookie = cookieName("app");
const consoleOrigin = new URL(env.CAIRN_URL).origin;
const enterPath = "/.cairn/enter";
const longestEntryBytes = 4_096;

/** What users run, on a host of its own: entered by ticket, then by a cookie that only this host gets. Returns the answer's status. */
export async function handleApp(
  request: IncomingMessage,
  response: ServerResponse,
  exchange: Exchange,
  table: () => Table,
): Promise<number> {
  if (exchange.path === enterPath) return enter(request, response, exchange);
  if (exchange.path.startsWith("/.cairn/")) throw notFound();
  const route = await admitToApp(request, exchange, table());
  const { status } = await forward(request, response, {
    repeatable: request.method === "GET" || request.method === "HEAD",
    path: exchange.url,
    target: () => livingApp(table(), route),
    headers: (target) => withLength(request, appHeaders(request, exchange, target, false)),
    rules: () => ({ cookies: "hostOnly", dropCors: false, isUpgrade: false, set: {} }),
  });
  return status;
}

/** The route of an app that this browser may use. Throws unauthenticated without a good cookie, whether the app exists or not. */
export async function admitToApp(request: IncomingMessage, exchange: Exchange, table: Table): Promise<GatewayRoute> {
  const route = exchange.face.kind === "app" ? table.findRoute("app", exchange.face.label) : null;
  const cookie = ourCookie(request.rawHeaders, appCookie);
  const isAllowed =
    route !== null &&
    cookie !== null &&
    (await isAllowedInApp(cookie, {
      host: exchange.host.toLowerCase(),
      appId: route.subjectId,
      projectId: route.projectId,
      facts: exchange.facts,
    }));
  if (!isAllowed) throw new AppError("unauthenticated", "endpoints.gateway.openFromConsole", { origin: consoleOrigin });
  return route;
}

export function livingApp(table: Table, route: GatewayRoute): Target {
  const now = table.findRoute("app", route.address);
  const target = now && chooseTarget(now.targets, Math.random(), standings);
  if (!target) throw new AppError("unavailable", "endpoints.gateway.notReady", {}, { retryAfterSeconds: 2 });
  return target;
}

export function appHeaders(request: IncomingMessage, exchange: Exchange, target: Target, isUpgrade: boolean): string[] {
  return upstreamHeaders(request.rawHeaders, {
    isUpgrade,
    cookies: "ours",
    set: {
      [upstreamTokenHeader]: upstreamToken(target.revisionId),
      "x-request-id": exchange.facts.requestId,
      "x-forwarded-for": exchange.facts.address ?? "",
      "x-forwarded-proto": exchange.protocol,
      "x-forwarded-host": exchange.host,
    },
  });
}

/** Takes a ticket that the console's own form posted, gives the cookie, and goes on to where the ticket says. */
async function enter(request: IncomingMessage, response: ServerResponse, exchange: Exchange): Promise<number> {
  await consume("ticket", addressKey(exchange.facts.address));
  if (request.method !== "POST" || request.headers.origin !== consoleOrigin) {
    throw new AppError("forbidden", "errors.origin", { origin: consoleOrigin });
  }
  const ticket = new URLSearchParams(await readSmall(request)).get("ticket") ?? "";
  const entered = await enterApp(ticket, exchange.host.toLowerCase());
  if (!entered) throw new AppError("unauthenticated", "endpoints.gateway.openFromConsole", { origin: consoleOrigin });
  const secure = hasSecureCookies ? "; Secure" : "";
  response.writeHead(303, {
    location: entered.path,
    "set-cookie": `${appCookie}=${entered.cookie}; Path=/; HttpOnly; SameSite=Lax; Max-Age=43200${secure}`,
    "content-length": 0,
    ...plain,
  });
  response.end();
  return 303;
}

async function readSmall(request: IncomingMessage): Promise<string> {
  if (!/^application\/x-www-form-urlencoded(;|$)/i.test(request.headers["content-type"] ?? ""))
    throw new AppError("invalid", "endpoints.gateway.form");
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).length;
    if (size > longestEntryBytes) throw new AppError("too_large", "endpoints.gateway.form");
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString("utf8");
}
