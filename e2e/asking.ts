import http from "node:http";
import { consoleUrl } from "./fixtures";

export interface Answer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

interface Asking {
  readonly method?: string;
  readonly headers?: Record<string, string | string[]>;
  readonly body?: string;
  readonly origin?: string;
}

/** A request as it is written, with whatever Host, Origin and cookies: no browser and no client corrects it. */
export function ask(path: string, { method = "GET", headers = {}, body, origin = consoleUrl }: Asking = {}): Promise<Answer> {
  const { hostname, port, host } = new URL(origin);
  const length = body === undefined ? {} : { "content-length": String(Buffer.byteLength(body)) };
  return new Promise((resolve, reject) => {
    const request = http.request({ hostname, port, path, method, headers: { host, ...length, ...headers }, setHost: false }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (part: string) => {
        text += part;
      });
      response.on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }));
    });
    request.on("error", reject);
    request.end(body);
  });
}

interface Operation {
  readonly method: string;
  readonly path: string;
}

/** Every operation of the API, from its own description. */
export async function operations(): Promise<readonly Operation[]> {
  const { paths } = JSON.parse((await ask("/api/v1/openapi.json")).body) as { paths: Record<string, Record<string, unknown>> };
  return Object.entries(paths).flatMap(([path, methods]) => Object.keys(methods).map((method) => ({ method: method.toUpperCase(), path })));
}

/** The operation's path with ids that nobody has, or the given project. */
export function filled(path: string, projectId = "00000000-0000-7000-8000-000000000000"): string {
  return path.replace("{projectId}", projectId).replace(/\{\w+\}/g, "00000000-0000-7000-8000-000000000001");
}

export const isSafe = (method: string) => method === "GET" || method === "HEAD";
