import { randomBytes } from "node:crypto";
import { type NextRequest, NextResponse } from "next/server";
import { readOwnCookies } from "@/lib/auth/cookies";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { contentSecurityPolicy } from "@/lib/http/content-security-policy";
import { isPodCall } from "@/lib/http/is-pod-call";
import { problemResponse } from "@/lib/http/problem";
import { requestLocale } from "@/lib/http/request-facts";
import { translate } from "@/lib/i18n/translator";
import { randomToken } from "@/lib/id";

const consoleUrl = new URL(env.CAIRN_URL);
/** What a monitor asks by the machine's own address. */
const anyHost = /^\/(?:api\/(?:health|ready)|metrics)$/;

/**
 * Stands before every page and route, and never authorizes: that is each verb's own first line. It refuses foreign hosts and
 * doubled cookies, and gives every answer its security headers and its own nonce.
 */
export default function proxy(request: NextRequest): Response {
  const requestId = request.headers.get("x-request-id") ?? randomToken(9);
  const refusal = refusalOf(request);
  if (refusal) return guarded(refused(request, refusal, requestId), contentSecurityPolicy(null));

  const nonce = randomBytes(16).toString("base64");
  const policy = contentSecurityPolicy(nonce);
  const headers = new Headers(request.headers);
  for (const name of [...headers.keys()]) if (name.startsWith("x-cairn-") && name !== "x-cairn-peer") headers.delete(name);
  // Next takes the nonce of its own scripts from this header of the request: a client's must never get through.
  headers.delete("content-security-policy-report-only");
  headers.set("content-security-policy", policy);
  headers.set("x-nonce", nonce);
  headers.set("x-request-id", requestId);
  headers.set("x-cairn-path", pathOf(request));
  return guarded(NextResponse.next({ request: { headers } }), policy, request.nextUrl.pathname.startsWith("/api/"));
}

export const config = { matcher: ["/((?!_next/static/).*)"] };

function refusalOf(request: NextRequest): AppError | null {
  const { pathname } = request.nextUrl;
  const host = request.headers.get("host");
  if (host !== consoleUrl.host && !anyHost.test(pathname) && !isPodCall(host, pathname)) {
    return new AppError("not_found", "errors.host", { origin: consoleUrl.origin });
  }
  try {
    readOwnCookies(request.headers.get("cookie"));
    return null;
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
}

function refused(request: NextRequest, refusal: AppError, requestId: string): Response {
  const status = refusal.key === "errors.host" ? 421 : 400;
  const locale = requestLocale(request.headers);
  if (request.nextUrl.pathname.startsWith("/api/")) {
    const problem = problemResponse(refusal, locale, requestId);
    return new Response(problem.body, { status, headers: problem.headers });
  }
  const sentence = translate(locale, { key: refusal.key, params: refusal.params });
  return new Response(`${sentence}\n`, { status, headers: { "content-type": "text/plain; charset=utf-8" } });
}

/** Security headers. Routes decide about caching themselves, because a stream needs its own line; nothing else is ever kept. */
function guarded<R extends Response>(response: R, policy: string, isRoute = false): R {
  const { headers } = response;
  headers.set("content-security-policy", policy);
  headers.set("x-content-type-options", "nosniff");
  headers.set("referrer-policy", "same-origin");
  headers.set("cross-origin-opener-policy", "same-origin");
  headers.set("cross-origin-resource-policy", "same-origin");
  headers.set("x-frame-options", "DENY");
  headers.set("permissions-policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()");
  if (consoleUrl.protocol === "https:") headers.set("strict-transport-security", "max-age=31536000");
  if (!isRoute) headers.set("cache-control", "private, no-store");
  return response;
}

/** Where the person wanted to go, without what Next adds for its own fetches. */
function pathOf(request: NextRequest): string {
  const { pathname, searchParams } = request.nextUrl;
  const search = new URLSearchParams(searchParams);
  search.delete("_rsc");
  const query = search.toString();
  return query === "" ? pathname : `${pathname}?${query}`;
}
