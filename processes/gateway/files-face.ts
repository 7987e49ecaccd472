import type { IncomingMessage, ServerResponse } from "node:http";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { asRefusal, toProblem } from "@/lib/http/problem";
import { type RequestFacts, requestFacts } from "@/lib/http/request-facts";
import { newRequestId } from "@/lib/id";
import { log } from "@/lib/log";
import { countBadToken } from "./count-bad-token";
import { getFile } from "./files/get-file";
import { getSigned } from "./files/get-signed";
import { getZip } from "./files/get-zip";
import { leaveBody } from "./files/leave-body";
import { putFile } from "./files/put-file";
import { tusUpload } from "./files/tus-upload";

/** One call of the files face: what was matched in its path, and who may be behind it. */
export interface FilesCall {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly params: readonly string[];
  readonly facts: RequestFacts;
  /** What stands behind `Bearer`; cookies are never read. */
  readonly token: string | null;
}

const consoleOrigin = new URL(env.CAIRN_URL).origin;

/** Everything that is served here. */
export const filesFaces: readonly {
  readonly methods: readonly string[];
  readonly path: RegExp;
  readonly run: (call: FilesCall) => Promise<void>;
}[] = [
  { methods: ["POST"], path: /^\/files\/uploads\/?$/, run: tusUpload },
  { methods: ["HEAD", "PATCH", "DELETE"], path: /^\/files\/uploads\/([0-9a-f]{32})$/, run: tusUpload },
  { methods: ["PUT"], path: /^\/files\/uploads\/(.+)$/, run: putFile },
  { methods: ["GET", "HEAD"], path: /^\/files\/versions\/([^/]+)\/files\/(.+)$/, run: getFile },
  { methods: ["GET", "HEAD"], path: /^\/files\/versions\/([^/]+)\/archive\.zip$/, run: getZip },
  { methods: ["GET", "HEAD"], path: /^\/files\/signed\/([\w.-]+)\/[^/]*$/, run: getSigned },
];

/**
 * Serves `/files/…`: uploads by tus or PUT with an upload token, downloads by signed link or with an access key. Cookies
 * are never read, nothing is shown as a page, and only the console's own origin may call it from a browser. Never rejects.
 */
export async function handleFiles(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const startedAt = performance.now();
  const facts = requestFacts(bareHeaders(request));
  const path = (request.url ?? "").split("?", 1)[0] ?? "";
  setCommonHeaders(request, response, facts);
  const note = (extra: object) =>
    log.info(
      {
        requestId: facts.requestId,
        method: request.method,
        face: "files",
        status: response.statusCode,
        ms: Math.round(performance.now() - startedAt),
        ...extra,
      },
      "files",
    );
  try {
    if (request.method === "OPTIONS") return preflight(response);
    if (/[?&][^=]*=cairn_(pat|ep|job|up)_/.test(request.url ?? "")) throw new AppError("invalid", "errors.tokenInQuery");
    const [face, params] = match(request.method ?? "", path);
    await counted(face, { request, response, params, facts, token: bearer(request) });
    note({});
  } catch (error) {
    refuse(error, request, response, facts);
    note({ code: asRefusal(error)?.code ?? "unexpected", key: asRefusal(error)?.key });
  }
}

function match(method: string, path: string): [(call: FilesCall) => Promise<void>, readonly string[]] {
  for (const face of filesFaces) {
    const found = face.methods.includes(method) ? face.path.exec(path) : null;
    if (found) return [face.run, found.slice(1)];
  }
  throw new AppError("not_found", "errors.notFound");
}

async function counted(face: (call: FilesCall) => Promise<void>, call: FilesCall): Promise<void> {
  try {
    await face(call);
  } catch (error) {
    await countBadToken(error, call.token, call.facts);
    throw error;
  }
}

function bearer(request: IncomingMessage): string | null {
  return /^Bearer ([\x21-\x7e]{1,200})$/i.exec(request.headers.authorization ?? "")?.[1] ?? null;
}

/** What facts are read from: never a cookie, and the peer's address as the socket has it. */
function bareHeaders(request: IncomingMessage): Headers {
  const headers = new Headers({ "x-cairn-peer": request.socket.remoteAddress ?? "", "x-request-id": newRequestId() });
  for (const name of ["accept-language", "x-forwarded-for"]) {
    const value = request.headers[name];
    if (typeof value === "string") headers.set(name, value);
  }
  return headers;
}

function setCommonHeaders(request: IncomingMessage, response: ServerResponse, facts: RequestFacts): void {
  response.setHeader("x-request-id", facts.requestId);
  response.setHeader("x-content-type-options", "nosniff");
  response.setHeader("content-security-policy", "sandbox; default-src 'none'");
  response.setHeader("cross-origin-resource-policy", "same-origin");
  response.setHeader("referrer-policy", "no-referrer");
  response.setHeader("cache-control", "private, no-store");
  response.setHeader("vary", "Origin");
  if (request.headers.origin !== consoleOrigin) return;
  response.setHeader("access-control-allow-origin", consoleOrigin);
  response.setHeader("access-control-expose-headers", exposed);
}

const exposed =
  "Location, Upload-Offset, Upload-Length, Tus-Resumable, Tus-Version, Tus-Extension, Tus-Max-Size, Content-Range, ETag, X-Request-Id";

/** Browsers ask first; only the console's origin gets an answer that lets it go on. */
function preflight(response: ServerResponse): void {
  if (response.hasHeader("access-control-allow-origin")) {
    response.setHeader("access-control-allow-methods", "GET, HEAD, POST, PATCH, DELETE, PUT, OPTIONS");
    response.setHeader(
      "access-control-allow-headers",
      "Authorization, Content-Type, Content-Digest, Range, Tus-Resumable, Upload-Length, Upload-Metadata, Upload-Offset, Upload-Checksum",
    );
    response.setHeader("access-control-max-age", "7200");
  }
  response.setHeader("tus-resumable", "1.0.0");
  response.setHeader("tus-version", "1.0.0");
  response.setHeader("tus-extension", "creation,creation-with-upload,termination,checksum");
  response.setHeader("tus-checksum-algorithm", "sha1,sha256");
  response.writeHead(204).end();
}

function refuse(error: unknown, request: IncomingMessage, response: ServerResponse, facts: RequestFacts): void {
  const refusal = asRefusal(error);
  if (!refusal) log.error({ err: error, requestId: facts.requestId }, "bug");
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const problem = toProblem(error, facts.locale, facts.requestId);
  if (refusal?.retryAfterSeconds !== undefined) response.setHeader("retry-after", String(refusal.retryAfterSeconds));
  if (problem.status === 401) response.setHeader("www-authenticate", 'Bearer realm="cairn"');
  response.setHeader("content-type", "application/problem+json");
  response.statusCode = ownStatus.get(refusal?.key ?? "") ?? problem.status;
  leaveBody(request, response);
  response.end(request.method === "HEAD" ? undefined : JSON.stringify(problem));
}

/** Refusals for which HTTP has a number of its own. */
const ownStatus: ReadonlyMap<string, number> = new Map([
  ["uploads.range", 416],
  ["uploads.lengthRequired", 411],
]);
