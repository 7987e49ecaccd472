/** Header names and values in turn, as Node's `rawHeaders` has them: order, letter case and repeats are kept. */
export type RawHeaders = readonly string[];

export interface RequestRules {
  /** A checked websocket handshake keeps `Connection: Upgrade` and `Upgrade: websocket`. */
  readonly isUpgrade: boolean;
  /** `ours`: the browser's own cookies pass, Cairn's are cut. `none`: no cookie passes. */
  readonly cookies: "ours" | "none";
  /** Ours, set after everything of that name is gone. */
  readonly set: Readonly<Record<string, string>>;
}

/**
 * What of a request's headers an upstream may see: nothing hop-by-hop, nothing that speaks of identity or of the way here,
 * no credential. The rest passes byte for byte.
 */
export function upstreamHeaders(raw: RawHeaders, rules: RequestRules): string[] {
  const named = connectionNames(raw);
  const out: string[] = [];
  for (const [name, value] of pairs(raw)) {
    const lower = name.toLowerCase();
    if (Object.hasOwn(rules.set, lower) || named.has(lower) || isDroppedFromRequest(lower)) continue;
    if (lower === "cookie") {
      const kept = rules.cookies === "ours" ? withoutOurCookies(value) : "";
      if (kept !== "") out.push(name, kept);
      continue;
    }
    out.push(name, value);
  }
  if (rules.isUpgrade) out.push("connection", "Upgrade", "upgrade", "websocket");
  for (const [name, value] of Object.entries(rules.set)) out.push(name, value);
  return out;
}

export interface ResponseRules {
  /** `hostOnly`: cookies lose `Domain` and cannot take our names. `none`: an upstream sets no cookie. */
  readonly cookies: "hostOnly" | "none";
  /** Sharing across origins is ours to allow, not the upstream's. */
  readonly dropCors: boolean;
  readonly isUpgrade: boolean;
  readonly set: Readonly<Record<string, string>>;
}

/** What of an upstream's answer reaches the browser: nothing hop-by-hop, nothing that binds more than its own host. */
export function downstreamHeaders(raw: RawHeaders, rules: ResponseRules): string[] {
  const named = connectionNames(raw);
  const out: string[] = [];
  for (const [name, value] of pairs(raw)) {
    const lower = name.toLowerCase();
    if (Object.hasOwn(rules.set, lower) || named.has(lower) || isDroppedFromResponse(lower, rules)) continue;
    const kept = lower === "set-cookie" ? hostOnlyCookie(value) : value;
    if (kept !== null) out.push(name, kept);
  }
  if (rules.isUpgrade) out.push("connection", "Upgrade", "upgrade", "websocket");
  for (const [name, value] of Object.entries(rules.set)) out.push(name, value);
  return out;
}

/** The values of one header, in order. */
export function headerValues(raw: RawHeaders, name: string): readonly string[] {
  return pairs(raw)
    .filter(([given]) => given.toLowerCase() === name)
    .map(([, value]) => value);
}

/** The value of a cookie of ours; null when it is missing or sent twice, in whatever disguise. */
export function ourCookie(raw: RawHeaders, name: string): string | null {
  const found = headerValues(raw, "cookie")
    .flatMap((value) => value.split(";"))
    .map((part) => splitCookie(part))
    .filter((cookie) => cookie.name === name);
  return found.length === 1 ? (found[0]?.value ?? null) : null;
}

const hopByHop = new Set([
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "upgrade",
  "http2-settings",
]);

const droppedFromRequest = new Set([
  ...hopByHop,
  "expect",
  "authorization",
  "forwarded",
  "via",
  "x-real-ip",
  "x-original-url",
  "x-original-host",
  "x-rewrite-url",
  "x-client-ip",
  "x-cluster-client-ip",
  "true-client-ip",
  "cf-connecting-ip",
  "x-http-method-override",
  "x-method-override",
  "x-remote-user",
  "remote-user",
  "x-user",
  "x-userid",
  "x-user-id",
  "x-username",
  "x-email",
  "x-groups",
  "x-goog-authenticated-user-email",
  "x-goog-authenticated-user-id",
  "x-ms-client-principal",
  "kubeflow-userid",
  "kubeflow-groups",
  "x-webauth-user",
]);

const droppedPrefixes = ["proxy-", "x-forwarded-", "x-cairn-", "x-auth-request-", "x-authenticated-", "x-amz-security-", "kubeflow-"];

// Node frames the answer anew for the client it has.
const droppedFromResponse = new Set([
  "transfer-encoding",
  "strict-transport-security",
  "alt-svc",
  "clear-site-data",
  "server",
  "x-powered-by",
]);

function isDroppedFromRequest(lower: string): boolean {
  // A name with an underscore reads like one with a hyphen in CGI and WSGI: such a twin is dropped alike.
  const name = lower.replaceAll("_", "-");
  return droppedFromRequest.has(name) || droppedPrefixes.some((prefix) => name.startsWith(prefix));
}

function isDroppedFromResponse(lower: string, rules: ResponseRules): boolean {
  if (hopByHop.has(lower) || droppedFromResponse.has(lower) || lower.startsWith("x-cairn-")) return true;
  return (lower === "set-cookie" && rules.cookies === "none") || (rules.dropCors && lower.startsWith("access-control-"));
}

/** Names that a Connection header binds to this hop. Framing and Host are never given up this way. */
function connectionNames(raw: RawHeaders): ReadonlySet<string> {
  const names = headerValues(raw, "connection").flatMap((value) => value.split(",").map((name) => name.trim().toLowerCase()));
  return new Set(names.filter((name) => !["", "host", "content-length", "transfer-encoding", "content-type"].includes(name)));
}

/** Cuts our cookies out and leaves every other byte of the header as it came. */
function withoutOurCookies(value: string): string {
  const kept = value.split(";").filter((part) => !/^(__host-|__secure-)?cairn\./i.test(splitCookie(part).name));
  return kept.length === value.split(";").length ? value : kept.join(";").replace(/^ +/, "");
}

/** Blanks and what some parsers take for blanks do not make another name of it. */
function splitCookie(part: string): { readonly name: string; readonly value: string } {
  const at = part.indexOf("=");
  const name = at === -1 ? part : part.slice(0, at);
  return { name: stripBlanks(name), value: at === -1 ? "" : part.slice(at + 1).trim() };
}

function stripBlanks(text: string): string {
  return [...text].filter((sign) => sign > "\u0020" && sign < "\u007f").join("");
}

function hostOnlyCookie(value: string): string | null {
  const [first = "", ...attributes] = value.split(";");
  if (/^(__host-|__secure-)?cairn/i.test(splitCookie(first).name)) return null;
  return [first, ...attributes.filter((attribute) => !/^\s*domain\s*(=|$)/i.test(attribute))].join(";");
}

function pairs(raw: RawHeaders): readonly (readonly [string, string])[] {
  return Array.from({ length: raw.length >> 1 }, (_, index) => [raw[index * 2] ?? "", raw[index * 2 + 1] ?? ""] as const);
}
