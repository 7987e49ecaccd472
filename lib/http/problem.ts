import type { z } from "zod";
import { AppError, type ErrorCode, type FieldError, isDatabaseHanging, isDiskFull, sqlState } from "@/lib/errors";
import type { MessageKey } from "@/lib/i18n/keys";
import type { Locale } from "@/lib/i18n/locales";
import { translate } from "@/lib/i18n/translator";

/** The one table from a refusal's code to HTTP. */
export const statusOf: Record<ErrorCode, number> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  stale: 412,
  too_large: 413,
  quota_exceeded: 422,
  rate_limited: 429,
  unavailable: 503,
};

/** An error in RFC 9457's shape, in the reader's language. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: ErrorCode | "unexpected";
  readonly instance: string;
  readonly errors?: readonly { readonly pointer: string; readonly detail: string }[];
}

/** Turns a refusal into a problem; any other error becomes "something went wrong" with the reference alone. */
export function toProblem(error: unknown, locale: Locale, requestId: string): Problem {
  const refusal = asRefusal(error);
  if (!refusal) {
    const detail = translate(locale, { key: "errors.unexpected", params: { requestId } });
    return { type: "about:blank", title: "Internal Server Error", status: 500, detail, code: "unexpected", instance: requestId };
  }
  return {
    type: `urn:cairn:error:${refusal.key}`,
    title: refusal.code,
    status: statusOf[refusal.code],
    detail: translate(locale, { key: refusal.key, params: refusal.params }),
    code: refusal.code,
    instance: requestId,
    ...(refusal.fields.length > 0 && {
      errors: refusal.fields.map((field) => ({ pointer: `/${field.path.replaceAll(".", "/")}`, detail: translate(locale, field) })),
    }),
  };
}

/** The refusal in an error: an AppError, a database that does not answer, or a disk that is full. */
export function asRefusal(error: unknown): AppError | null {
  if (error instanceof AppError) return error;
  if (isDatabaseDown(error)) return new AppError("unavailable", "errors.databaseDown", {}, { retryAfterSeconds: 2, cause: error });
  if (isDiskFull(error)) return new AppError("unavailable", "errors.diskFull", {}, { retryAfterSeconds: 60, cause: error });
  return null;
}

export function problemResponse(error: unknown, locale: Locale, requestId: string): Response {
  const problem = toProblem(error, locale, requestId);
  const retryAfter = asRefusal(error)?.retryAfterSeconds;
  return new Response(JSON.stringify(problem), {
    status: problem.status,
    headers: {
      "content-type": "application/problem+json",
      "cache-control": "private, no-store",
      "x-request-id": requestId,
      ...(retryAfter !== undefined && { "retry-after": String(retryAfter) }),
      ...(problem.status === 401 && { "www-authenticate": 'Bearer realm="cairn"' }),
    },
  });
}

/** What zod refused, as sentences beside fields. A refinement names its own sentence by `params: { key, … }`. */
export function invalidInput(error: z.ZodError): AppError {
  const fields = error.issues.flatMap(toFieldErrors);
  return new AppError("invalid", "errors.invalid", { count: fields.length }, { fields });
}

function toFieldErrors(issue: z.core.$ZodIssue): readonly FieldError[] {
  const path = issue.path.join(".");
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({ path: [...issue.path, key].join("."), key: "errors.field.unknown" as const }));
  }
  if (issue.code === "invalid_union" && issue.errors.length > 0) {
    const nearest = issue.errors.toSorted((a, b) => b.length - a.length)[0] ?? [];
    return nearest.flatMap((inner) => toFieldErrors({ ...inner, path: [...issue.path, ...inner.path] } as z.core.$ZodIssue));
  }
  return [{ path, ...sentenceOf(issue) }];
}

function sentenceOf(issue: z.core.$ZodIssue): Omit<FieldError, "path"> {
  switch (issue.code) {
    case "invalid_type":
      return issue.input === undefined
        ? { key: "errors.field.required" }
        : { key: "errors.field.type", params: { expected: issue.expected } };
    case "too_small":
      return issue.origin === "string"
        ? issue.minimum === 1
          ? { key: "errors.field.required" }
          : { key: "errors.field.tooShort", params: { minimum: Number(issue.minimum) } }
        : { key: "errors.field.tooSmall", params: { minimum: Number(issue.minimum) } };
    case "too_big":
      return {
        key: issue.origin === "string" ? "errors.field.tooLong" : "errors.field.tooBig",
        params: { maximum: Number(issue.maximum) },
      };
    case "invalid_format":
      return { key: "errors.field.format", params: { format: issue.format } };
    case "invalid_value":
      return { key: "errors.field.choice", params: { values: issue.values.join(", ") } };
    case "custom": {
      const { key, ...params } = (issue.params ?? {}) as { key?: MessageKey } & Record<string, string | number>;
      return key ? { key, params } : { key: "errors.field.custom" };
    }
    default:
      return { key: "errors.field.custom" };
  }
}

const connectionStates = new Set(["57P01", "57P02", "57P03", "53300", "08000", "08003", "08006", "08001"]);

function isDatabaseDown(error: unknown): boolean {
  if (isDatabaseHanging(error)) return true;
  const state = sqlState(error);
  if (state !== undefined) return connectionStates.has(state);
  for (let e: unknown = error; e instanceof Error; e = e.cause) {
    if (
      "code" in e &&
      (e.code === "ECONNREFUSED" || e.code === "ENOENT" || e.code === "ECONNRESET") &&
      "syscall" in e &&
      e.syscall === "connect"
    )
      return true;
    if (/Connection terminated|timeout exceeded when trying to connect/.test(e.message)) return true;
  }
  return false;
}
