import { expect, test } from "vitest";
import { hashPassword, isPassword, oneTimePassword } from "@/lib/auth/password";

test("a hash is argon2id with 19 MiB and two passes, salted anew each time", async () => {
  const [one, two] = await Promise.all([hashPassword("correct horse battery"), hashPassword("correct horse battery")]);
  expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(one).not.toBe(two);
});

test("a password is itself however its accents and widths were typed", async () => {
  const stored = await hashPassword("caf\u00e9 ｆｕｌｌ width");
  expect(await isPassword(stored, "cafe\u0301 full width")).toBe(true);
  expect(await isPassword(stored, "cafe full width")).toBe(false);
});

test("where there is no password, none is right and the check takes as long", async () => {
  const stored = await hashPassword("correct horse battery");
  await isPassword(null, "warm up");
  const spent = { known: 0, unknown: 0 };
  // In turns, so that whatever else the machine does slows both alike.
  for (let round = 0; round < 16; round += 1) {
    const kind = round % 2 ? "known" : "unknown";
    const startedAt = performance.now();
    expect(await isPassword(kind === "known" ? stored : null, "wrong")).toBe(false);
    spent[kind] += performance.now() - startedAt;
  }
  expect(spent.unknown / spent.known).toBeGreaterThan(0.3);
  expect(spent.unknown / spent.known).toBeLessThan(3);
});

test("forty at once all get their answer", async () => {
  const stored = await hashPassword("correct horse battery");
  const answers = await Promise.all(
    Array.from({ length: 40 }, (_, index) => isPassword(stored, index % 2 ? "correct horse battery" : "wrong")),
  );
  expect(answers.filter(Boolean)).toHaveLength(20);
});

test("a one-time password is long, readable and never the same", () => {
  const some = new Set(Array.from({ length: 1_000 }, oneTimePassword));
  expect(some.size).toBe(1_000);
  for (const password of some) expect(password).toMatch(/^([a-hjkmnp-z2-9]{5}-){3}[a-hjkmnp-z2-9]{5}$/);
});
