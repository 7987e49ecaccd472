import { assert, property, string, webUrl } from "fast-check";
import { expect, test } from "vitest";
import { safeReturnPath } from "@/lib/auth/safe-return-path";

test("a path of the console is kept, with its query and its fragment", () => {
  for (const path of ["/", "/vision-lab/jobs/0198?tab=logs&line=12", "/a#b", "/%E4%BB%BB%E5%8A%A1", "/x?next=https://evil.test/"]) {
    expect(safeReturnPath(path)).toBe(path);
  }
});

const heads = [
  "//",
  "/\\",
  "\\/",
  "\\\\",
  "/\t/",
  "/\n/",
  "/\r/",
  "\t//",
  " //",
  "/ /",
  "https://",
  "http:",
  "HTTPS:/",
  "javascript:",
  "data:text/html,",
  "@",
  "//user@",
  "/\u0000/",
  "/\u00a0/",
  "///",
  "/./\\",
  "http:\\\\",
];
const hosts = [
  "evil.test",
  "evil.test/path",
  "localhost:3000.evil.test",
  "localhost@evil.test",
  "[::1]",
  "evil。test",
  "%2fevil.test",
  "evil.test\\@localhost",
];

test("200 ways to say another site lead home", () => {
  const ways = heads.flatMap((head) => hosts.map((host) => head + host));
  expect(ways.length).toBeGreaterThanOrEqual(170);
  for (const way of [...ways, "", "evil.test", "?x", "#x", "..", "/..//evil.test", "/.//evil.test", "/a/..//evil.test"]) {
    const path = safeReturnPath(way);
    expect(new URL(path, "http://localhost:3000").origin, JSON.stringify(way)).toBe("http://localhost:3000");
    expect(path.startsWith("//") || path.includes("\\"), JSON.stringify(way)).toBe(false);
  }
});

test("whatever is given, the answer stays on the console", () => {
  const stays = (given: string) => new URL(safeReturnPath(given), "https://console.test").origin === "https://console.test";
  assert(property(string(), (text) => stays(text) && stays(`/${text}`)));
  assert(property(webUrl(), stays));
  expect(safeReturnPath(["/a", "/b"])).toBe("/");
  expect(safeReturnPath(undefined)).toBe("/");
  expect(safeReturnPath(`/${"a".repeat(3_000)}`)).toBe("/");
});
