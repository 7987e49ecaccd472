import { describe, expect, test } from "vitest";
import { downstreamHeaders, ourCookie, type RawHeaders, upstreamHeaders } from "@/lib/gateway/headers";

const up = (raw: RawHeaders, cookies: "ours" | "none" = "ours") => upstreamHeaders(raw, { isUpgrade: false, cookies, set: {} });
const down = (raw: RawHeaders, cookies: "hostOnly" | "none" = "hostOnly") =>
  downstreamHeaders(raw, { isUpgrade: false, cookies, dropCors: cookies === "none", set: {} });

describe("what an upstream sees", () => {
  test("an ordinary header passes byte for byte, in its letter case and order", () => {
    const raw = ["Host", "a-0123456789.apps.localhost:3001", "X-MiXed", "  a  b ", "Accept", "*/*", "X-MiXed", "2"];
    expect(up(raw)).toEqual(raw);
  });

  test.each([
    "Authorization",
    "Forwarded",
    "X-Forwarded-For",
    "X-Forwarded-Anything",
    "X_Forwarded_For",
    "X-Real-IP",
    "X-Original-URL",
    "X-Rewrite-URL",
    "X-Cairn-Upstream-Token",
    "X-Cairn-Anything",
    "Proxy-Authorization",
    "Proxy-Connection",
    "TE",
    "Trailer",
    "Keep-Alive",
    "Upgrade",
    "HTTP2-Settings",
    "Expect",
    "Via",
    "Kubeflow-Userid",
    "Remote-User",
    "X-Auth-Request-User",
    "X-HTTP-Method-Override",
  ])("%s is dropped", (name) => expect(up([name, "v", "Accept", "*/*"])).toEqual(["Accept", "*/*"]));

  test("Connection goes, and what it names with it, but never the framing", () => {
    const raw = ["Connection", "close, X-Hop , Content-Length, Host", "X-Hop", "1", "Content-Length", "3", "Host", "h"];
    expect(up(raw)).toEqual(["Content-Length", "3", "Host", "h"]);
  });

  test("our cookies are cut byte-exactly and the others keep every byte", () => {
    const theirs = ' a=1;  b="x=%3B y" ;c=\u00e9; =odd; d';
    expect(up(["Cookie", theirs])).toEqual(["Cookie", theirs]);
    expect(up(["Cookie", `__Host-cairn.session=s;${theirs}; __Host-cairn.app=t`])).toEqual(["Cookie", theirs.trimStart()]);
  });

  test.each([
    "__Host-cairn.session",
    "__host-cairn.app",
    "cairn.session",
    "__Secure-cairn.x",
    "\u00a0__Host-cairn.app",
    "\u0009__Host-cairn.app",
  ])("the cookie %j is ours in any disguise", (name) => expect(up(["Cookie", `${name}=x`])).toEqual([]));

  test("where no cookie is wanted none passes", () => expect(up(["Cookie", "a=1"], "none")).toEqual([]));

  test("ours replace what came under the same name", () => {
    const out = upstreamHeaders(["X-Request-Id", "theirs"], { isUpgrade: false, cookies: "none", set: { "x-request-id": "ours" } });
    expect(out).toEqual(["x-request-id", "ours"]);
  });
});

describe("what a browser sees", () => {
  test("nothing that binds more than the app's own host", () => {
    const raw = [
      "Strict-Transport-Security",
      "max-age=1",
      "Alt-Svc",
      "h3",
      "Clear-Site-Data",
      '"*"',
      "Connection",
      "x-hop",
      "X-Hop",
      "1",
      "A",
      "b",
    ];
    expect(down(raw)).toEqual(["A", "b"]);
  });

  test("a cookie loses its Domain and keeps the rest", () => {
    expect(down(["Set-Cookie", "a=1; Path=/x; Domain=apps.localhost; HttpOnly"])).toEqual(["Set-Cookie", "a=1; Path=/x; HttpOnly"]);
  });

  test.each(["__Host-cairn.app=x", "__HOST-Cairn.session=x", "cairn.locale=x", " __Host-cairn.app=x"])(
    "%j cannot be set by an app",
    (cookie) => expect(down(["Set-Cookie", cookie])).toEqual([]),
  );

  test("an endpoint sets no cookie and shares with no origin", () => {
    expect(down(["Set-Cookie", "a=1", "Access-Control-Allow-Origin", "*", "Content-Type", "application/json"], "none")).toEqual([
      "Content-Type",
      "application/json",
    ]);
  });
});

test("a cookie of ours that was sent twice is none", () => {
  expect(ourCookie(["Cookie", "__Host-cairn.app=a; x=1"], "__Host-cairn.app")).toBe("a");
  expect(ourCookie(["Cookie", "__Host-cairn.app=a; \u00a0__Host-cairn.app=b"], "__Host-cairn.app")).toBeNull();
  expect(ourCookie(["Cookie", "__Host-cairn.app=a", "Cookie", "__Host-cairn.app=b"], "__Host-cairn.app")).toBeNull();
});
