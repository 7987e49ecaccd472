import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { cache } from "react";
import type { UserActor } from "@/lib/auth/actor";
import { actorOfSession } from "@/lib/auth/actor-of-session";
import { requestFacts } from "@/lib/http/request-facts";

/** The signed-in person of this page, once per request; null for nobody. */
export const findActor = cache(async (): Promise<UserActor | null> => {
  const sent = await headers();
  return actorOfSession(sent, requestFacts(sent));
});

/** The signed-in person of this page. Nobody is sent to sign in and comes back here; a password that was given out is changed first. */
export async function requireActor(): Promise<UserActor> {
  const actor = await findActor();
  // proxy.ts writes the path of the request, so that nobody has to hand it down.
  const next = encodeURIComponent((await headers()).get("x-cairn-path") ?? "/");
  if (!actor) redirect(`/sign-in?next=${next}`);
  if (actor.mustChangePassword) redirect(`/new-password?next=${next}`);
  return actor;
}
