import { expect, test } from "vitest";
import { cookieName, readOwnCookies, sessionCookie } from "@/lib/auth/cookies";
import { isLoopback } from "@/lib/env";

test("on this machine cookies are bound to the host", () => {
  expect(sessionCookie).toBe("__Host-cairn.session");
  expect(cookieName("csrf")).toBe("__Host-cairn.csrf");
});

test("this machine's own addresses are told from others that look like them", () => {
  for (const address of ["http://localhost:3000", "http://a.localhost", "http://127.0.0.1:1", "http://127.9.9.9", "http://[::1]:3000"]) {
    expect(isLoopback(address), address).toBe(true);
  }
  for (const address of [
    "http://localhost.evil.test",
    "http://10.0.0.1",
    "http://evil.test/localhost",
    "http://128.0.0.1",
    "http://notlocalhost",
  ]) {
    expect(isLoopback(address), address).toBe(false);
  }
});

test("our own cookies are read, others are left alone however often they come", () => {
  const found = readOwnCookies("a=1; a=2; __Host-cairn.session=x=y; cairn.locale=en; other.cairn.session=z");
  expect([...found]).toEqual([
    ["__Host-cairn.session", "x=y"],
    ["cairn.locale", "en"],
  ]);
  expect(readOwnCookies(null).size).toBe(0);
});

test.each([
  "cairn.locale=en; cairn.locale=zh-CN",
  "cairn.locale=en;cairn.locale=en",
  "cairn.locale=en; \u00a0cairn.locale=en",
  "cairn.locale=en; cairn.locale\u0000=en",
  "cairn.locale=en; cairn.locale\u2003=en",
  "cairn.locale; cairn.locale",
  "$Version=1; cairn.locale=en",
  '$version="1"; x=y',
])("%j is refused", (header) => {
  expect(() => readOwnCookies(header)).toThrow("errors.repeatedCookie");
});
