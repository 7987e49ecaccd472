import type { IncomingMessage, ServerResponse } from "node:http";

const readOnMs = 2_000;

/** Before an answer to a request whose body nobody read to its end: the answer must reach the sender before the connection is closed under it. */
export function leaveBody(request: IncomingMessage, response: ServerResponse): void {
  if (request.complete || request.destroyed) return;
  response.setHeader("connection", "close");
  request.resume();
  setTimeout(() => request.destroy(), readOnMs).unref();
}
