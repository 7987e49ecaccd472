import type { IncomingMessage } from "node:http";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { type Face, faceReader } from "@/lib/gateway/face";
import { headerValues } from "@/lib/gateway/headers";
import { type RequestFacts, requestFacts } from "@/lib/http/request-facts";
import { newRequestId } from "@/lib/id";
import { gatewayLimits } from "./limits";

/** A request that passed the rules of form: what every face works with. */
export interface Exchange {
  readonly face: Face;
  readonly host: string;
  /** Path and query exactly as sent. */
  readonly url: string;
  /** The path alone, still encoded. */
  readonly path: string;
  readonly facts: RequestFacts;
  /** Scheme the client used, as far as the settings know. */
  readonly protocol: "http" | "https";
}

const readFace = faceReader({
  appsUrl: env.CAIRN_APPS_URL,
  gatewayUrl: env.CAIRN_GATEWAY_URL,
  port: env.CAIRN_GATEWAY_PORT,
  listen: env.CAIRN_LISTEN,
});

export const healthPath = "/.cairn/health";

/** Why a request is refused before anyone looks at what it wants. */
export type Malformed = { readonly status: 400 | 405 | 421 | 431; readonly words: string };

/** Checks form, Host and address; returns what is wrong instead of an exchange when something is. */
export function readExchange(request: IncomingMessage): Exchange | Malformed {
  const url = request.url ?? "";
  const raw = request.rawHeaders;
  if (raw.length > gatewayLimits.headerCount * 2) return { status: 431, words: "More than 100 header fields" };
  if (request.method === "TRACE" || request.method === "CONNECT") return { status: 405, words: "This method is not served" };
  const hosts = headerValues(raw, "host");
  if (hosts.length !== 1) return { status: 400, words: "Exactly one Host is needed" };
  if (!url.startsWith("/") || !/^[\x21-\x7e]+$/.test(url)) return { status: 400, words: "The address has to be a path" };
  const coding = headerValues(raw, "transfer-encoding");
  if (coding.length > 1 || (coding[0] !== undefined && coding[0].toLowerCase() !== "chunked"))
    return { status: 400, words: "This transfer encoding is not served" };
  const host = hosts[0] ?? "";
  const mark = url.indexOf("?");
  const path = mark === -1 ? url : url.slice(0, mark);
  const face = readFace(host);
  if (!face && path !== healthPath) return { status: 421, words: "This address is not served here" };
  return { face: face ?? { kind: "literal" }, host, url, path, facts: factsOf(request), protocol: protocolOf(face) };
}

/** A token in an address is known to every log on the way: such a request is refused. */
export function assertNoTokenInQuery(url: string): void {
  if (/[?&][^=]*=cairn_(pat|ep|job)_/.test(url)) throw new AppError("invalid", "errors.tokenInQuery");
}

export function isMalformed(value: Exchange | Malformed): value is Malformed {
  return "status" in value;
}

function factsOf(request: IncomingMessage): RequestFacts {
  const headers = new Headers({ "x-cairn-peer": request.socket.remoteAddress ?? "", "x-request-id": newRequestId() });
  for (const name of ["x-forwarded-for", "accept-language"]) {
    const value = request.headers[name];
    if (typeof value === "string") headers.set(name, value);
  }
  return requestFacts(headers);
}

function protocolOf(face: Face | null): "http" | "https" {
  return (face?.kind === "literal" ? env.CAIRN_GATEWAY_URL : env.CAIRN_APPS_URL).startsWith("https:") ? "https" : "http";
}
