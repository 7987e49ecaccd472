import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";

const consoleOrigin = new URL(env.CAIRN_URL).origin;

/**
 * Refuses a state-changing request that a cookie would authorize unless the console itself sent it: Origin must equal
 * the console's, and Sec-Fetch-Site, where sent, must agree. A missing Origin is a refusal.
 */
export function assertSameOrigin(headers: Headers): void {
  const site = headers.get("sec-fetch-site");
  if (headers.get("origin") === consoleOrigin && (site === null || site === "same-origin")) return;
  throw new AppError("forbidden", "errors.origin", { origin: consoleOrigin });
}
