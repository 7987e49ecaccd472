import type { UserActor } from "@/lib/auth/actor";
import { actorOfToken } from "@/lib/auth/actor-of-token";
import { AppError } from "@/lib/errors";
import { consume } from "@/lib/rates/consume";
import type { FilesCall } from "../files-face";

/** The person behind an access key; throws `unauthenticated`. */
export async function personOf({ token, facts }: FilesCall): Promise<UserActor> {
  const actor = token === null ? null : await actorOfToken(token, facts);
  if (!actor) throw new AppError("unauthenticated", "errors.unauthenticated");
  await consume("apiRead", actor.credential.kind === "key" ? actor.credential.keyId : actor.userId);
  return actor;
}
