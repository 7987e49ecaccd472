import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { asRefusal, toProblem } from "@/lib/http/problem";
import type { RequestFacts } from "@/lib/http/request-facts";
import type { Malformed } from "./exchange";

/**
 * Answers with a refusal: problem+json with the member `error` that clients of the Open Inference Protocol read, or, for an
 * app in a browser, the sentence alone. Returns the status.
 */
export function refuse(response: ServerResponse, error: unknown, facts: RequestFacts, as: "problem" | "text"): number {
  const problem = toProblem(error, facts.locale, facts.requestId);
  if (response.headersSent) {
    response.destroy();
    return problem.status;
  }
  const body = as === "text" ? `${problem.detail}\n` : JSON.stringify({ ...problem, error: problem.detail });
  const retryAfter = asRefusal(error)?.retryAfterSeconds;
  response.writeHead(problem.status, {
    "content-type": as === "text" ? "text/plain; charset=utf-8" : "application/problem+json",
    "content-length": Buffer.byteLength(body),
    ...plain,
    "x-request-id": facts.requestId,
    ...(retryAfter === undefined ? {} : { "retry-after": String(retryAfter) }),
    ...(problem.status === 401 && as === "problem" ? { "www-authenticate": 'Bearer realm="cairn"' } : {}),
  });
  response.end(body);
  return problem.status;
}

/** Refuses what has no right form: one short sentence, and the connection ends, for what follows on it cannot be trusted. */
export function refuseMalformed(request: IncomingMessage, response: ServerResponse, malformed: Malformed): number {
  const body = `${malformed.words}\n`;
  response.writeHead(malformed.status, {
    "content-type": "text/plain",
    "content-length": Buffer.byteLength(body),
    connection: "close",
    ...plain,
  });
  response.end(body, () => request.socket.destroySoon());
  return malformed.status;
}

/** Writes a refusal to a bare socket: an upgrade that is not made still gets its answer. */
export function refuseSocket(socket: Duplex, status: number, words: string): void {
  if (!socket.writable) return void socket.destroy();
  const body = `${words}\n`;
  socket.end(
    `HTTP/1.1 ${status} ${reasons[status] ?? "Refused"}\r\ncontent-type: text/plain; charset=utf-8\r\ncontent-length: ${Buffer.byteLength(body)}\r\n` +
      `connection: close\r\nx-content-type-options: nosniff\r\ncache-control: no-store\r\n\r\n${body}`,
    () => socket.destroy(),
  );
}

/** On every answer of our own. */
export const plain = { "cache-control": "no-store", "x-content-type-options": "nosniff", "referrer-policy": "no-referrer" } as const;

const reasons: Record<number, string> = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  408: "Request Timeout",
  421: "Misdirected Request",
  429: "Too Many Requests",
  431: "Request Header Fields Too Large",
  502: "Bad Gateway",
  503: "Service Unavailable",
};
