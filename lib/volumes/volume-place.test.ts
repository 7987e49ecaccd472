import { expect, test } from "vitest";
import { isClaimName, isExportPath, isOwnClaim, isServer } from "@/lib/volumes/volume-place";

test.each(["files", "nas-1.example.com", "192.0.2.1", "2001:db8::1"])("%s can be a file server", (text) => {
  expect(isServer(text)).toBe(true);
});

test.each(["", "nfs://files", "files:/export", "-o x", "a b", "10.0.0", "10.0.0.256", ":::", "-a.example", "a..b", "a".repeat(64)])(
  "“%s” cannot be a file server",
  (text) => {
    expect(isServer(text)).toBe(false);
  },
);

test.each(["/", "/export", "/export/数据 1"])("%s can be exported", (text) => {
  expect(isExportPath(text)).toBe(true);
});

test.each(["", "export", "/export/", "/a//b", "/a/../b", "/..", "/a/./b", "/a\n", `/${"a".repeat(501)}`])(
  "“%s” cannot be exported",
  (text) => {
    expect(isExportPath(text)).toBe(false);
  },
);

test("claims have names as the cluster wants them, and none that Cairn gives itself", () => {
  expect(["data", "team-a.data"].every(isClaimName)).toBe(true);
  expect(["Data", "data_1", "-data", "data.", "a/b", ""].some(isClaimName)).toBe(false);
  expect(isOwnClaim("v-01a1fd74-cb39-758e-a3af-d552ffb818b9")).toBe(true);
  expect(isOwnClaim("v-data")).toBe(false);
});
