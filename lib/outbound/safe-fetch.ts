import { lookup } from "node:dns/promises";
import http, { type IncomingMessage } from "node:http";
import https from "node:https";
import { isIP } from "node:net";
import { isPrivate } from "@/lib/outbound/private-addresses";

export interface SafeRequest {
  readonly headers?: Readonly<Record<string, string>>;
  /** Ends it, wherever it is. */
  readonly signal: AbortSignal;
  /** More than this is not read, and a failure. */
  readonly maxBytes: number;
  /** Hosts that an administrator named: these may be private, speak http and listen anywhere. */
  readonly trusts: (url: URL) => boolean;
}

export interface SafeAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** Why an address that a user gave was not asked or did not answer. */
export type OutboundFault = "refused" | "unknownHost" | "unreachable" | "tooLarge";

export class OutboundError extends Error {
  readonly fault: OutboundFault;
  readonly host: string;

  constructor(fault: OutboundFault, host: string, cause?: unknown) {
    super(`${host}: ${fault}`, { cause });
    this.name = "OutboundError";
    this.fault = fault;
    this.host = host;
  }
}

const mostRedirects = 5;
const connectMs = 5_000;

/**
 * GETs an address that a user gave, the only way to do so. The name is resolved once; unless an administrator named the host, every address
 * of it has to be public and the line encrypted. Redirects are checked anew; credentials go to no other host and never from https to http.
 */
export async function safeFetch(address: URL, request: SafeRequest): Promise<SafeAnswer> {
  let url = address;
  let { headers = {} } = request;
  for (let redirects = 0; ; redirects += 1) {
    const answer = await getOnce(url, { ...request, headers });
    const location = answer.status >= 300 && answer.status < 400 ? answer.headers.location : undefined;
    if (location === undefined) return answer;
    const next = URL.canParse(location, url) ? new URL(location, url) : null;
    const isDowngrade = url.protocol === "https:" && next?.protocol !== "https:";
    if (!next || isDowngrade || redirects === mostRedirects) throw new OutboundError("refused", url.host);
    if (next.host !== url.host) headers = withoutCredentials(headers);
    url = next;
  }
}

function withoutCredentials(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name.toLowerCase() !== "authorization"));
}

async function getOnce(url: URL, request: SafeRequest): Promise<SafeAnswer> {
  const isTrusted = request.trusts(url);
  const isPlain = url.protocol === "https:" && url.port === "" && url.username === "" && url.password === "";
  if (!isTrusted && !isPlain) throw new OutboundError("refused", url.host);
  if (!["http:", "https:"].includes(url.protocol)) throw new OutboundError("refused", url.host);
  const place = await resolve(url, isTrusted);
  try {
    return await exchange(url, place, request);
  } catch (error) {
    throw error instanceof OutboundError ? error : new OutboundError("unreachable", url.host, error);
  }
}

interface Place {
  readonly address: string;
  readonly family: number;
}

async function resolve(url: URL, isTrusted: boolean): Promise<Place> {
  const name = url.hostname.replace(/^\[(.*)\]$/, "$1");
  const literal = isIP(name);
  const found = literal ? [{ address: name, family: literal }] : await lookup(name, { all: true }).catch(() => []);
  const [first] = found;
  if (!first) throw new OutboundError("unknownHost", url.host);
  if (!isTrusted && found.some(({ address }) => isPrivate(address))) throw new OutboundError("refused", url.host);
  return first;
}

function exchange(url: URL, place: Place, { headers = {}, signal, maxBytes }: SafeRequest): Promise<SafeAnswer> {
  const { get } = url.protocol === "https:" ? https : http;
  return new Promise((done, fail) => {
    // The address that was checked is the one that is connected to: whoever answers for the name is not asked again.
    const asked = get(
      url,
      {
        headers,
        signal,
        agent: false,
        lookup: (_name, options, callback) => (options.all ? callback(null, [place]) : callback(null, place.address, place.family)),
      },
      (answer) => {
        read(answer, maxBytes, url.host).then((body) => done({ status: answer.statusCode ?? 0, headers: plain(answer), body }), fail);
      },
    );
    const connecting = setTimeout(() => asked.destroy(new Error(`no connection within ${connectMs} ms`)), connectMs);
    asked.on("socket", (socket) => socket.once("connect", () => clearTimeout(connecting)));
    asked.on("close", () => clearTimeout(connecting));
    asked.on("error", fail);
  });
}

async function read(answer: IncomingMessage, maxBytes: number, host: string): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of answer as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > maxBytes) {
      answer.destroy();
      throw new OutboundError("tooLarge", host);
    }
    parts.push(part);
  }
  return Buffer.concat(parts);
}

function plain({ headers }: IncomingMessage): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).flatMap(([name, value]) => (typeof value === "string" ? [[name, value]] : [])));
}
