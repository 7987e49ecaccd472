import { AppError } from "@/lib/errors";
import type { RequestFacts } from "@/lib/http/request-facts";
import { addressKey, consume } from "@/lib/rates/consume";

/** Counts a token that is none against its address; throws `rate_limited` after too many. Any other error is let be. */
export async function countBadToken(error: unknown, token: string | null, facts: RequestFacts): Promise<void> {
  if (token === null || !(error instanceof AppError) || error.code !== "unauthenticated") return;
  await consume("badToken", addressKey(facts.address));
}
