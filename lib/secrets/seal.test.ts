import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { type KeyRing, parseKeyRing } from "@/lib/secrets/key-ring";
import { open, rewrap, type SealPlace, seal } from "@/lib/secrets/seal";

const place: SealPlace = {
  table: "secrets",
  rowId: "0198c0de-0000-7000-8000-000000000001",
  projectId: "0198c0de-0000-7000-8000-000000000002",
};
const old: KeyRing = new Map([["k1", randomBytes(32)]]);
const both: KeyRing = new Map([...old, ["k2", randomBytes(32)]]);

test("what was sealed opens at its place, whatever its length", () => {
  for (const text of ["", "s", "密码 “quoted”", "x".repeat(65_536)]) {
    const { sealed, keyId } = seal(text, place, old);
    expect(keyId).toBe("k1");
    expect(open(sealed, place, old).toString()).toBe(text);
    if (text.length > 8) expect(sealed.includes(text)).toBe(false);
  }
});

test("the same value twice is not the same bytes", () => {
  expect(seal("value", place, old).sealed.equals(seal("value", place, old).sealed)).toBe(false);
});

test("a value that was moved to another row, project or table does not open", () => {
  const { sealed } = seal("value", place, old);
  for (const moved of [
    { ...place, rowId: "0198c0de-0000-7000-8000-000000000009" },
    { ...place, projectId: null },
    { ...place, table: "settings" },
  ]) {
    expect(() => open(sealed, moved, old)).toThrow();
  }
});

test("a changed byte anywhere is refused", () => {
  const { sealed } = seal("value", place, old);
  for (let index = 0; index < sealed.length; index += 1) {
    const changed = Buffer.from(sealed);
    changed[index] = (changed[index] ?? 0) ^ 1;
    expect(() => open(changed, place, old), `byte ${index}`).toThrow();
  }
});

test("a tag cut to four bytes is refused, and so is every other cut", () => {
  const { sealed } = seal("value", place, old);
  for (let cut = 1; cut < sealed.length; cut += 1) expect(() => open(sealed.subarray(0, -cut), place, old)).toThrow();
});

test("a new master key takes over without touching the content, and the old one is then not needed", () => {
  const { sealed } = seal("value", place, old);
  expect(seal("value", place, both).keyId).toBe("k2");
  const again = rewrap(sealed, place, both);
  expect(again.keyId).toBe("k2");
  const newest: KeyRing = new Map([...both].slice(1));
  expect(open(again.sealed, place, newest).toString()).toBe("value");
  expect(() => open(sealed, place, newest)).toThrow("k1");
});

test("a ring with a short key, a strange name or nothing in it is refused", () => {
  const key = randomBytes(32).toString("base64");
  expect(parseKeyRing(JSON.stringify({ k1: key })).get("k1")).toHaveLength(32);
  for (const ring of [{}, { k1: "c2hvcnQ=" }, { "k 1": key }, [], "x", null]) expect(() => parseKeyRing(JSON.stringify(ring))).toThrow();
});
