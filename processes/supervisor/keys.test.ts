import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { deriveKey, readDatabasePasswords, readMasterKeys } from "./keys";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "cairn-keys-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("keys are made once, for their owner alone, and are the same at the next start", () => {
  const keys = readMasterKeys(folder);
  const passwords = readDatabasePasswords(folder);
  expect(readMasterKeys(folder)).toEqual(keys);
  expect(readDatabasePasswords(folder)).toEqual(passwords);
  for (const name of ["master.json", "database.json"]) expect(statSync(path.join(folder, name)).mode & 0o777).toBe(0o600);
  expect(Buffer.from(Object.values(keys)[0] ?? "", "base64")).toHaveLength(32);
});

test("two installations share no key", () => {
  const [ours, theirs] = [folder, path.join(folder, "other")].map((keysFolder) => {
    const keys = readMasterKeys(keysFolder);
    const derived = (["auth", "gateway-upstream", "server-actions"] as const).map((purpose) => deriveKey(keys, purpose));
    return [...Object.keys(keys), ...Object.values(keys), ...Object.values(readDatabasePasswords(keysFolder)), ...derived];
  });
  expect(ours).toHaveLength(8);
  expect(new Set([...(ours ?? []), ...(theirs ?? [])]).size).toBe(16);
});

test("each purpose has a key of its own, which stays when a newer master key is added", () => {
  const keys = readMasterKeys(folder);
  expect(deriveKey(keys, "auth")).not.toBe(deriveKey(keys, "gateway-upstream"));
  expect(deriveKey({ ...keys, newer: Buffer.alloc(32).toString("base64") }, "auth")).toBe(deriveKey(keys, "auth"));
});

test("a key file with something else in it stops the start with a sentence", () => {
  writeFileSync(path.join(folder, "master.json"), "{}");
  expect(() => readMasterKeys(folder)).toThrow("does not hold master keys");
});
