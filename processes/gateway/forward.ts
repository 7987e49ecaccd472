import http, { type ClientRequest, type IncomingMessage, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { AppError } from "@/lib/errors";
import { downstreamHeaders, type ResponseRules } from "@/lib/gateway/headers";
import type { Target } from "@/lib/gateway/table";
import { gatewayLimits } from "./limits";
import { fellSilent, taken } from "./standings";

/** Connections to upstreams are kept, by target; a target has so many at once, what is more waits. */
const agent = new http.Agent({ keepAlive: true, maxSockets: gatewayLimits.socketsPerApp, maxFreeSockets: 32, scheduling: "lifo" });

export interface Hop {
  /** Asked anew before each try: a switch of revisions may have come in between. Throws when there is none. */
  readonly target: () => Target;
  readonly path: string;
  /** Complete, for this target: nothing is added to the request once it is made. */
  readonly headers: (target: Target) => string[];
  /** Asked when the answer begins: `ms` is how long that took. */
  readonly rules: (target: Target, ms: number) => ResponseRules;
  /** Whether a request may be sent twice when a connection broke before any answer. */
  readonly repeatable: boolean;
}

/**
 * Sends a request on and its answer back. A try that broke before the first byte of an answer is repeated where the request
 * may be and its body was small enough to hold. Returns who answered; throws AppError("unavailable") when nobody did.
 */
export async function forward(request: IncomingMessage, response: ServerResponse, hop: Hop): Promise<{ status: number; target: Target }> {
  const held = hop.repeatable ? await holdBody(request) : null;
  for (let tries = 1; ; tries++) {
    const target = hop.target();
    const status = await attempt(request, response, hop, target, held);
    if (!(status instanceof Broken)) return { status, target };
    const isHopeless = held === null || tries >= 4 || response.headersSent || response.destroyed || !status.beforeAnswer;
    if (isHopeless) throw new AppError("unavailable", "endpoints.gateway.noAnswer", {}, { cause: status, retryAfterSeconds: 1 });
    if (tries > 1) await sleep(50 * tries);
  }
}

/** One try, counted as long as it lasts; whoever does not answer is asked less for a while. */
async function attempt(
  request: IncomingMessage,
  response: ServerResponse,
  hop: Hop,
  target: Target,
  held: Buffer | null,
): Promise<number | Broken> {
  const release = taken(target.address);
  try {
    return await once(request, response, hop, target, held);
  } catch (error) {
    if (!(error instanceof Broken)) throw error;
    if (error.beforeAnswer && !response.destroyed) fellSilent(target.address);
    return error;
  } finally {
    release();
  }
}

/** How a request is addressed to a target: the address comes from a row, never from a client. */
export function addressOf(target: Target): { socketPath: string } | { host: string; port: number } {
  if (target.address.startsWith("unix:")) return { socketPath: target.address.slice(5) };
  const at = target.address.lastIndexOf(":");
  return { host: target.address.slice(0, at).replace(/^\[|\]$/g, ""), port: Number(target.address.slice(at + 1)) };
}

class Broken extends Error {
  readonly beforeAnswer: boolean;

  constructor(cause: unknown, beforeAnswer: boolean) {
    super("the upstream broke off", { cause });
    this.beforeAnswer = beforeAnswer;
  }
}

function once(request: IncomingMessage, response: ServerResponse, hop: Hop, target: Target, held: Buffer | null): Promise<number> {
  return new Promise((resolve, reject) => {
    const startedAt = performance.now();
    const headers = hop.headers(target);
    const out = http.request({ ...addressOf(target), agent, method: request.method, path: hop.path, headers });
    out.setTimeout(gatewayLimits.answerSeconds * 1_000, () => out.destroy(new Error("no answer in time")));
    out.once("socket", (socket) => limitConnecting(out, socket));
    const leave = () => {
      if (!response.writableFinished) out.destroy();
    };
    response.once("close", leave);
    out.once("error", (error) => {
      response.off("close", leave);
      reject(new Broken(error, !response.headersSent));
    });
    out.once("response", (answer) => {
      out.setTimeout(0);
      const status = answer.statusCode ?? 502;
      response.writeHead(status, downstreamHeaders(answer.rawHeaders, hop.rules(target, performance.now() - startedAt)));
      answer.pipe(response);
      answer.once("error", () => response.destroy());
      answer.once("aborted", () => response.destroy());
      response.once("finish", () => {
        response.off("close", leave);
        resolve(status);
      });
      response.once("close", () => resolve(status));
    });
    if (held) out.end(held);
    else request.pipe(out);
  });
}

/** A kept connection stands already. */
function limitConnecting(out: ClientRequest, socket: Socket): void {
  if (!socket.connecting) return;
  const timer = setTimeout(() => out.destroy(new Error("no way to the upstream")), gatewayLimits.connectSeconds * 1_000);
  socket.once("connect", () => clearTimeout(timer));
  socket.once("close", () => clearTimeout(timer));
}

/** The whole body when it is announced small, or when there is none; null for what has to stream. */
async function holdBody(request: IncomingMessage): Promise<Buffer | null> {
  if (request.headers["transfer-encoding"] !== undefined) return null;
  const length = Number(request.headers["content-length"] ?? 0);
  if (!(length <= gatewayLimits.replayBytes)) return null;
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
}
