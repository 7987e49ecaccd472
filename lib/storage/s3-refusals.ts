import { AppError } from "@/lib/errors";

/** A store that does not answer, or has no room, is a refusal that says so. */
export async function ask<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (isNamed(error, "QuotaExceeded", "InsufficientStorage", "XMinioStorageFull") || statusOf(error) === 507)
      throw new AppError("unavailable", "uploads.diskFull", {}, { retryAfterSeconds: 60, cause: error });
    if (isAway(error)) throw new AppError("unavailable", "errors.storageDown", {}, { retryAfterSeconds: 5, cause: error });
    throw error;
  }
}

export function isNamed(error: unknown, ...names: readonly string[]): boolean {
  return error instanceof Error && names.includes(error.name);
}

function statusOf(error: unknown): number | undefined {
  const { $metadata } = (error ?? {}) as { readonly $metadata?: { readonly httpStatusCode?: number } };
  return $metadata?.httpStatusCode;
}

function isAway(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (/^(ECONN|ENOTFOUND|EAI_AGAIN|EPIPE|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT)/.test(code)) return true;
  return isNamed(error, "TimeoutError", "SlowDown", "ServiceUnavailable") || (statusOf(error) ?? 0) >= 500;
}
