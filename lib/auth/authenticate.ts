import type { UserActor } from "@/lib/auth/actor";
import { actorOfSession } from "@/lib/auth/actor-of-session";
import { actorOfToken } from "@/lib/auth/actor-of-token";
import { AppError } from "@/lib/errors";
import type { RequestFacts } from "@/lib/http/request-facts";
import { addressKey, consume } from "@/lib/rates/consume";

/** The person behind a request: by bearer token if one is sent (cookies are then ignored), else by session. Throws `unauthenticated`. */
export async function authenticate(headers: Headers, facts: RequestFacts): Promise<UserActor> {
  const authorization = headers.get("authorization");
  if (authorization !== null) {
    const token = /^Bearer ([\x21-\x7e]{1,200})$/i.exec(authorization)?.[1];
    const actor = token === undefined ? null : await actorOfToken(token, facts);
    if (!actor) {
      await consume("badToken", addressKey(facts.address));
      throw new AppError("unauthenticated", "errors.unauthenticated");
    }
    return actor;
  }
  const actor = await actorOfSession(headers, facts);
  if (!actor) throw new AppError("unauthenticated", "errors.unauthenticated");
  return actor;
}
