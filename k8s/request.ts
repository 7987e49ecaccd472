import http, { type IncomingMessage } from "node:http";
import https from "node:https";
import type { Connection } from "@/k8s/connection";
import { AppError, type ErrorCode } from "@/lib/errors";
import type { MessageKey } from "@/lib/i18n/keys";

export interface ApiRequest {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  /** With its query, if it has one. */
  readonly path: string;
  readonly body?: unknown;
  readonly contentType?: string;
  readonly accept?: string;
  readonly signal?: AbortSignal | undefined;
}

/** How long the API server may take to begin its answer, and between two parts of one that is not a stream. */
const answerMs = 15_000;

/** What the API server says about a refusal, kept as the cause of the AppError. */
export class ApiRefusal extends Error {
  readonly status: number;
  readonly reason: string;

  constructor(status: number, reason: string, message: string) {
    super(message);
    this.name = "ApiRefusal";
    this.status = status;
    this.reason = reason;
  }
}

/** The API server's own status of an error, where it answered at all. */
export function refusalOf(error: unknown): ApiRefusal | undefined {
  return error instanceof AppError && error.cause instanceof ApiRefusal ? error.cause : undefined;
}

/** The whole answer of one request, parsed. */
export async function askJson<T>(connection: Connection, request: ApiRequest): Promise<T> {
  const answer = await open(connection, request);
  answer.setTimeout(answerMs, () => answer.destroy(new Error("the API server fell silent")));
  const text = await readAll(answer).catch((error: unknown) => {
    throw unreachable(error);
  });
  return JSON.parse(text);
}

/** An answer that goes on: silence does not end it. */
export function openStream(connection: Connection, request: ApiRequest): Promise<IncomingMessage> {
  return open(connection, request);
}

async function open(connection: Connection, request: ApiRequest): Promise<IncomingMessage> {
  const answer = await send(connection, request).catch((error: unknown) => {
    throw unreachable(error);
  });
  const status = answer.statusCode ?? 0;
  if (status >= 200 && status < 300) return answer;
  answer.setTimeout(answerMs, () => answer.destroy());
  throw refused(status, await readAll(answer).catch(() => ""), Number(answer.headers["retry-after"]));
}

let asked = 0;

/** How many requests this process has sent to API servers. */
export function requestsAsked(): number {
  return asked;
}

async function send(
  connection: Connection,
  { method, path, body, contentType, accept = "application/json", signal }: ApiRequest,
): Promise<IncomingMessage> {
  asked += 1;
  const options = await connection.options();
  const text = body === undefined ? undefined : JSON.stringify(body);
  const headers = {
    ...options.headers,
    accept,
    "user-agent": "cairn",
    ...(text === undefined ? {} : { "content-type": contentType ?? "application/json", "content-length": Buffer.byteLength(text) }),
  };
  const url = new URL(connection.server + path);
  const { request } = url.protocol === "https:" ? https : http;
  return new Promise((resolve, reject) => {
    const sent = request(url, { ...options, method, headers, ...(signal ? { signal } : {}) }, (answer) => {
      clearTimeout(patience);
      resolve(answer);
    });
    const patience = setTimeout(() => sent.destroy(new Error("the API server did not answer in time")), answerMs);
    sent.on("error", (error) => {
      clearTimeout(patience);
      reject(error);
    });
    sent.end(text);
  });
}

async function readAll(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}

export function unreachable(cause: unknown): AppError {
  return new AppError("unavailable", "compute.clusterAway", {}, { cause });
}

const refusals: Readonly<Record<number, readonly [ErrorCode, MessageKey]>> = {
  400: ["invalid", "compute.clusterRefused"],
  403: ["forbidden", "compute.clusterForbidden"],
  404: ["not_found", "compute.clusterRefused"],
  409: ["conflict", "compute.clusterRefused"],
  413: ["too_large", "compute.clusterRefused"],
  422: ["invalid", "compute.clusterRefused"],
};

/** Everything that another try may heal is `unavailable`; the rest keeps the server's own words. */
export function refused(status: number, text: string, retryAfterSeconds = Number.NaN): AppError {
  const { message, reason } = statusIn(text);
  const cause = new ApiRefusal(status, reason, message);
  const known = refusals[status];
  if (!known) {
    const retry = Number.isFinite(retryAfterSeconds) ? { retryAfterSeconds } : {};
    return new AppError("unavailable", "compute.clusterAway", {}, { cause, ...retry });
  }
  const ending = /in namespace (\S+) because it is being terminated/.exec(message)?.[1];
  if (status === 403 && ending) return new AppError("unavailable", "compute.namespaceEnding", { namespace: ending }, { cause });
  if (status === 403 && /exceeded quota/.test(message)) {
    return new AppError("quota_exceeded", "compute.quotaExceeded", { detail: message }, { cause });
  }
  if (status === 403 && /denied the request|violates PodSecurity|admission/i.test(message)) {
    return new AppError("invalid", "compute.admissionRefused", { detail: message }, { cause });
  }
  return new AppError(known[0], known[1], { detail: message }, { cause });
}

function statusIn(text: string): { readonly message: string; readonly reason: string } {
  try {
    const { message, reason } = JSON.parse(text);
    if (typeof message === "string") return { message, reason: String(reason ?? "") };
  } catch {}
  return { message: text.trim().slice(0, 500), reason: "" };
}
