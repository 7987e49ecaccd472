import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";

const read = (name: string) => readFileSync(path.join(import.meta.dirname, name), "utf8");

test("the settings page names every setting that is read, and no other", () => {
  const known = [...read("../lib/env.ts").matchAll(/^ {4}([A-Z][A-Z0-9_]+):/gm)].map(([, name]) => name);
  const described = [...read("settings.md").matchAll(/`([A-Z][A-Z0-9_]+)`/g)].map(([, name]) => name);
  expect([...new Set(described)].sort()).toEqual([...new Set(known)].sort());
});
