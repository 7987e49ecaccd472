import { createHash } from "node:crypto";
import { noteDenial, notingDenial } from "@/lib/audit/note-denial";
import { actorOfToken } from "@/lib/auth/actor-of-token";
import { authorize } from "@/lib/auth/authorize";
import { AppError, notFound } from "@/lib/errors";
import type { GatewayRoute, Table } from "@/lib/gateway/table";
import { consoleToken, isSameToken } from "@/lib/gateway/upstream-token";
import type { RequestFacts } from "@/lib/http/request-facts";
import { kindOfToken } from "@/lib/keys/token";

/** As the console calls the same thing. */
const verb = "endpoint.ask";
const verdictMs = 5_000;
const verdicts = new Map<string, { readonly until: number; readonly keyId: string }>();

/** Who asks an endpoint, once allowed: the key's id. */
export interface Asker {
  readonly keyId: string;
  /** An endpoint key, whose use is counted by the gateway. */
  readonly isEndpointKey: boolean;
}

/**
 * Whether a bearer token may ask at this address: the console's, which has authorized its person; the endpoint's own key, answered from memory, or a person's key with the
 * right to ask there, looked up and believed for five seconds. Throws unauthenticated for a token that is none, not_found
 * for a good one at an address that is not its own.
 */
export async function authorizeAsk(
  token: string | null,
  found: GatewayRoute | null,
  table: Table,
  facts: RequestFacts,
): Promise<{ readonly asker: Asker; readonly route: GatewayRoute }> {
  const kind = token === null ? null : kindOfToken(token);
  if (token !== null && kind === "endpoint") {
    const key = table.findKey(token, Date.now());
    if (!key) throw refused();
    if (found?.subjectId !== key.endpointId) throw notItsOwn(token, found, facts);
    return { asker: { keyId: key.id, isEndpointKey: true }, route: found };
  }
  if (token !== null && isSameToken(token, consoleToken())) {
    if (!found) throw notFound();
    return { asker: { keyId: "console", isEndpointKey: false }, route: found };
  }
  if (token === null || kind !== "personal") throw refused();
  const asker = await askerOfPerson(token, found, facts);
  if (!found) throw notFound();
  return { asker, route: found };
}

async function askerOfPerson(token: string, found: GatewayRoute | null, facts: RequestFacts): Promise<Asker> {
  const name = `${createHash("sha256").update(token).digest("base64")} ${found?.projectId ?? ""}`;
  const known = verdicts.get(name);
  if (known && known.until > Date.now()) return { keyId: known.keyId, isEndpointKey: false };
  const actor = await actorOfToken(token, facts);
  if (actor?.credential.kind !== "key") throw refused();
  if (!found) throw notFound();
  await notingDenial(actor, verb, () => authorize(actor, "endpoint:ask", found.projectId));
  const { keyId } = actor.credential;
  if (verdicts.size > 10_000) verdicts.clear();
  verdicts.set(name, { until: Date.now() + verdictMs, keyId });
  return { keyId, isEndpointKey: false };
}

/** A good key at the address of another endpoint, or of none. */
function notItsOwn(token: string, found: GatewayRoute | null, facts: RequestFacts): AppError {
  if (!found) return notFound();
  const refusal = notFound({ permission: "endpoint:ask", projectId: found.projectId });
  noteDenial(() => actorOfToken(token, facts), refusal, verb);
  return refusal;
}

function refused(): AppError {
  return new AppError("unauthenticated", "endpoints.gateway.unauthenticated");
}
