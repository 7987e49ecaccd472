import { z } from "zod";
import type { RegistryLogin } from "@/lib/compute/workload";
import type { SafeAnswer } from "@/lib/outbound/safe-fetch";

interface Asking {
  /** What is to be pulled; null to be known only. */
  readonly repository: string | null;
  readonly origin: URL;
  readonly login: RegistryLogin | null;
  readonly fetch: (url: URL, headers: Readonly<Record<string, string>>) => Promise<SafeAnswer>;
}

const token = z.object({ token: z.string().optional(), access_token: z.string().optional() });

/** The header that answers a registry's challenge; null where nothing that one has does. */
export async function authorization(challenge: string, { repository, origin, login, fetch }: Asking): Promise<string | null> {
  const basic = login && `Basic ${Buffer.from(`${login.username}:${login.password}`).toString("base64")}`;
  if (/^basic\b/i.test(challenge)) return basic;
  const { realm, service } = partsOf(challenge);
  if (!/^bearer\b/i.test(challenge) || realm === undefined || !URL.canParse(realm)) return null;
  const url = new URL(realm);
  // A registry may name another host for its tokens, but not have a login sent there in the clear.
  if (url.protocol !== "https:" && url.host !== origin.host && basic !== null) return null;
  if (service !== undefined) url.searchParams.set("service", service);
  if (repository !== null) url.searchParams.set("scope", `repository:${repository}:pull`);
  const answer = await fetch(url, { accept: "application/json", ...(basic === null ? {} : { authorization: basic }) });
  if (answer.status !== 200) return null;
  const given = token.parse(JSON.parse(answer.body.toString()));
  const word = given.token ?? given.access_token;
  return word === undefined ? null : `Bearer ${word}`;
}

function partsOf(challenge: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    [...challenge.matchAll(/([a-z_]+)="([^"]*)"/gi)].map(([, name = "", value = ""]) => [name.toLowerCase(), value]),
  );
}
