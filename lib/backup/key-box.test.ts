import { expect, test } from "vitest";
import { lockKeys, unlockKeys } from "@/lib/backup/key-box";

test("only the passphrase opens the box, and only an unchanged one", () => {
  const keys = '{"a1":"c2VjcmV0"}';
  const box = lockKeys(keys, "correct horse 电池");
  expect(unlockKeys(box, "correct horse 电池")).toBe(keys);
  expect(unlockKeys(box, "wrong")).toBeNull();
  const changed = Buffer.from(box);
  changed[changed.length - 1] = (changed[changed.length - 1] ?? 0) ^ 1;
  expect(unlockKeys(changed, "correct horse 电池")).toBeNull();
  expect(box.includes("secret")).toBe(false);
});
