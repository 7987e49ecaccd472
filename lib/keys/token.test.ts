import { expect, test } from "vitest";
import { hashToken, hintOf, kindOfToken, makeToken } from "@/lib/keys/token";

test("a token says its kind, holds 256 bits and ends in a checksum", () => {
  for (const kind of ["personal", "endpoint", "job", "upload"] as const) {
    const token = makeToken(kind);
    expect(token).toMatch(/^cairn_(pat|ep|job|up)_[0-9A-Za-z]{49}$/);
    expect(kindOfToken(token)).toBe(kind);
  }
  expect(makeToken("personal")).not.toBe(makeToken("personal"));
});

test("one changed character is noticed without asking the database", () => {
  const token = makeToken("personal");
  for (let index = 10; index < token.length; index += 1) {
    const other = token[index] === "a" ? "b" : "a";
    expect(kindOfToken(token.slice(0, index) + other + token.slice(index + 1))).toBeNull();
  }
});

test("garbage has no kind", () => {
  for (const text of ["", "cairn_pat_", "Bearer x", `${makeToken("job")} `, makeToken("job").replace("job", "pat"), "x".repeat(10_000)]) {
    expect(kindOfToken(text)).toBeNull();
  }
});

test("hint and hash give the rest away to nobody", () => {
  const token = makeToken("endpoint");
  expect(token.startsWith(hintOf(token))).toBe(true);
  expect(hintOf(token)).toHaveLength("cairn_ep_".length + 4);
  expect(hashToken(token)).toHaveLength(32);
});
