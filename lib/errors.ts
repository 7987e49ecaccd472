import type { MessageKey } from "@/lib/i18n/keys";

/** Values that fill the places of a catalogue sentence. */
export type MessageParams = Readonly<Record<string, string | number | boolean | null>>;

/** A sentence that is rendered where it is read, in the reader's language. */
export interface Message {
  readonly key: MessageKey;
  readonly params?: MessageParams;
}

export const errorCodes = [
  "invalid",
  "unauthenticated",
  "forbidden",
  "not_found",
  "conflict",
  "stale",
  "too_large",
  "quota_exceeded",
  "rate_limited",
  "unavailable",
] as const;
export type ErrorCode = (typeof errorCodes)[number];

/** What somebody wanted to do and may not, for the audit log; where `projectId` is null, with the installation. */
export interface Denial {
  readonly permission: string;
  readonly projectId: string | null;
}

/** One refused field: `path` is the input's own name, dots for nesting. */
export interface FieldError extends Message {
  readonly path: string;
}

/** A refusal fit for a person: what happened, why and what to do, as a key of the catalogue. Every other error is a bug. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly key: MessageKey;
  readonly params: MessageParams;
  readonly fields: readonly FieldError[];
  /** For `rate_limited` and `unavailable`: when another try makes sense. */
  readonly retryAfterSeconds: number | undefined;
  /** Set where the thing is there and the caller may not: nothing of it reaches him. */
  readonly denied: Denial | undefined;

  constructor(
    code: ErrorCode,
    key: MessageKey,
    params: MessageParams = {},
    options: { fields?: readonly FieldError[]; retryAfterSeconds?: number; denied?: Denial; cause?: unknown } = {},
  ) {
    super(`${code}: ${key}`, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "AppError";
    this.code = code;
    this.key = key;
    this.params = params;
    this.fields = options.fields ?? [];
    this.retryAfterSeconds = options.retryAfterSeconds;
    this.denied = options.denied;
  }
}

/** One field refused: the sentence stands beside the field and as the error itself. */
export function invalidField(path: string, key: MessageKey, params: MessageParams = {}): AppError {
  return new AppError("invalid", key, params, { fields: [{ path, key, params }] });
}

/** What is not there and what one may not see answer alike. */
export function notFound(denied?: Denial): AppError {
  return new AppError("not_found", "errors.notFound", {}, denied && { denied });
}

/** Whether a full disk is behind an error, in the words of the system or of the database. */
export function isDiskFull(error: unknown): boolean {
  for (let e: unknown = error; e instanceof Error; e = e.cause) {
    if ("code" in e && (e.code === "ENOSPC" || e.code === "EDQUOT" || e.code === "53100")) return true;
  }
  return false;
}

/** Whether a query was given up because the database did not answer it. */
export function isDatabaseHanging(error: unknown): boolean {
  for (let e: unknown = error; e instanceof Error; e = e.cause) if (e.message === "Query read timeout") return true;
  return false;
}

/** PostgreSQL's SQLSTATE of an error or of its cause (drizzle wraps the driver's). */
export function sqlState(error: unknown): string | undefined {
  for (let e: unknown = error; e instanceof Error; e = e.cause) {
    if ("code" in e && typeof e.code === "string" && /^[0-9A-Z]{5}$/.test(e.code)) return e.code;
  }
  return undefined;
}
