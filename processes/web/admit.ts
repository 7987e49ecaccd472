import type { IncomingMessage, ServerResponse } from "node:http";
import { env } from "@/lib/env";
import { isPodCall } from "@/lib/http/is-pod-call";
import { newRequestId } from "@/lib/id";

const consoleHost = new URL(env.CAIRN_URL).host;
const openToAnyHost = /^\/api\/(health|ready)$/;

/**
 * Lets a request through to Next.js, or answers it: only the console's own host is served (a foreign name that points here could read
 * answers), to pods their own for their API, and only a plain path. What came in where pods do is never the console's, whatever its Host
 * says. Headers that only this server may set are replaced by its own.
 */
export function admit(request: IncomingMessage, response: ServerResponse, { isForPods }: { readonly isForPods: boolean }): boolean {
  const url = request.url ?? "";
  // Next.js has no answer to a method that can mirror what a browser keeps secret.
  if (request.method === "TRACE" || request.method === "CONNECT") return refuse(response, 405, "This method is not served.");
  if (!url.startsWith("/")) return refuse(response, 400, "Only a path can be asked for.");
  const hosts = request.headersDistinct.host ?? [];
  const host = hosts.length === 1 ? hosts[0]?.toLowerCase() : undefined;
  const [path = ""] = url.split("?");
  const isServed = isPodCall(host, path) || openToAnyHost.test(path) || (host === consoleHost && !isForPods);
  if (!isServed) {
    return refuse(response, 421, `Cairn answers at ${env.CAIRN_URL} (CAIRN_URL), not under this name.`);
  }
  for (const name of Object.keys(request.headers)) if (name.startsWith("x-cairn-")) delete request.headers[name];
  request.headers["x-cairn-peer"] = request.socket.remoteAddress ?? "";
  if (!/^[\w-]{8,64}$/.test(String(request.headers["x-request-id"]))) request.headers["x-request-id"] = newRequestId();
  return true;
}

function refuse(response: ServerResponse, status: number, sentence: string): false {
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store", connection: "close" });
  response.end(`${sentence}\n`);
  return false;
}
