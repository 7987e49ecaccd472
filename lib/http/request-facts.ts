import { BlockList, isIP } from "node:net";
import { env } from "@/lib/env";
import { isLocale, type Locale, localeCookie, localeOf } from "@/lib/i18n/locales";
import { newRequestId } from "@/lib/id";

/** What the edge knows of a request before anyone is authenticated. */
export interface RequestFacts {
  readonly requestId: string;
  readonly address: string | null;
  readonly locale: Locale;
}

export function requestFacts(headers: Headers): RequestFacts {
  return { requestId: headers.get("x-request-id") ?? newRequestId(), address: clientAddress(headers), locale: requestLocale(headers) };
}

/** The language of an answer: the person's choice in the cookie, else the header; programs send Accept-Language. */
export function requestLocale(headers: Headers): Locale {
  const chosen = new RegExp(`(?:^|;\\s*)${localeCookie.replace(".", "\\.")}=([^;]+)`).exec(headers.get("cookie") ?? "")?.[1];
  return isLocale(chosen) ? chosen : localeOf(headers.get("accept-language"));
}

const trusted = new BlockList();
for (const range of env.CAIRN_TRUSTED_PROXIES.split(",")
  .map((part) => part.trim())
  .filter(Boolean)) {
  const [network = "", prefix] = range.split("/");
  const family = isIP(network) === 6 ? "ipv6" : "ipv4";
  trusted.addSubnet(network, Number(prefix ?? (family === "ipv6" ? 128 : 32)), family);
}

/** Whether an address belongs to a proxy of ours: it speaks for many clients. */
export function isTrustedProxy(address: string): boolean {
  const plain = address.replace(/^::ffff:/, "");
  return isIP(plain) !== 0 && trusted.check(plain, isIP(plain) === 6 ? "ipv6" : "ipv4");
}

/**
 * Who asks. The web process writes the socket's address into `x-cairn-peer` (and drops what came in under that name);
 * forwarded addresses are believed only as far back as trusted proxies vouch for them.
 */
function clientAddress(headers: Headers): string | null {
  const peer = headers.get("x-cairn-peer");
  const hops = [...(headers.get("x-forwarded-for") ?? "").split(","), peer ?? ""]
    .map((hop) => hop.trim().replace(/^::ffff:/, ""))
    .filter(Boolean);
  let address: string | null = hops.pop() ?? null;
  while (address !== null && isIP(address) && trusted.check(address, isIP(address) === 6 ? "ipv6" : "ipv4") && hops.length > 0) {
    address = hops.pop() ?? null;
  }
  return address;
}
