import type { IncomingMessage, ServerResponse } from "node:http";
import { AppError } from "@/lib/errors";
import { authorizeAsk } from "@/lib/gateway/authorize-ask";
import { upstreamHeaders } from "@/lib/gateway/headers";
import { chooseTarget, type GatewayRoute, type Table } from "@/lib/gateway/table";
import { upstreamToken, upstreamTokenHeader } from "@/lib/gateway/upstream-token";
import type { Usage } from "@/lib/gateway/usage";
import { countBadToken } from "./count-bad-token";
import { assertNoTokenInQuery, type Exchange } from "./exchange";
import { forward } from "./forward";
import { standings } from "./standings";

interface Parts {
  readonly table: () => Table;
  readonly usage: Pick<Usage, "record" | "keyUsed">;
}

/** `/e/<project>/<endpoint>/…` by key: what follows goes to the endpoint's model server byte for byte. Returns the answer's status. */
export async function handleEndpoint(
  request: IncomingMessage,
  response: ServerResponse,
  exchange: Exchange,
  parts: Parts,
): Promise<number> {
  assertNoTokenInQuery(exchange.url);
  const [, address = "", rest = ""] = /^\/e\/([a-z0-9-]{1,63}\/[a-z0-9-]{1,63})(?=[/?]|$)(.*)$/.exec(exchange.url) ?? [];
  const { asker, route } = await admit(request, exchange, address, parts.table());
  if (asker.isEndpointKey) parts.usage.keyUsed(asker.keyId, exchange.facts.address ?? "");

  const startedAt = performance.now();
  const { status, target } = await forward(request, response, {
    repeatable: true,
    path: rest.startsWith("/") ? rest : `/${rest}`,
    target: () => living(parts.table(), route),
    headers: (to) =>
      withLength(
        request,
        upstreamHeaders(request.rawHeaders, {
          isUpgrade: false,
          cookies: "none",
          set: {
            [upstreamTokenHeader]: upstreamToken(to.revisionId),
            "x-request-id": exchange.facts.requestId,
            "x-forwarded-for": exchange.facts.address ?? "",
            "x-forwarded-proto": exchange.protocol,
            "x-forwarded-host": exchange.host,
          },
        }),
      ),
    rules: (to, ms) => ({
      cookies: "none",
      dropCors: true,
      isUpgrade: false,
      set: {
        "x-request-id": exchange.facts.requestId,
        "x-content-type-options": "nosniff",
        "cache-control": "no-store",
        "endpoint-revision": String(to.revision),
        "server-timing": `upstream;dur=${ms.toFixed(2)}`,
      },
    }),
  });
  parts.usage.record(route.subjectId, target.revisionId, status, performance.now() - startedAt);
  return status;
}

async function admit(request: IncomingMessage, exchange: Exchange, address: string, table: Table) {
  const token = /^Bearer ([\x21-\x7e]{1,200})$/i.exec(request.headers.authorization ?? "")?.[1] ?? null;
  try {
    return await authorizeAsk(token, table.findRoute("endpoint", address), table, exchange.facts);
  } catch (error) {
    await countBadToken(error, token, exchange.facts);
    throw error;
  }
}

/** The target of the route as it is now. */
function living(table: Table, route: GatewayRoute) {
  const now = table.findRoute("endpoint", route.address);
  const target = now && chooseTarget(now.targets, Math.random(), standings);
  if (!target) throw new AppError("unavailable", "endpoints.gateway.notReady", {}, { retryAfterSeconds: 2 });
  return target;
}

/** A request without a body says so: the upstream never has to guess where it ends. */
export function withLength(request: IncomingMessage, headers: string[]): string[] {
  const isFramed = request.headers["content-length"] !== undefined || request.headers["transfer-encoding"] !== undefined;
  if (!isFramed && request.method !== "GET" && request.method !== "HEAD") headers.push("content-length", "0");
  return headers;
}
