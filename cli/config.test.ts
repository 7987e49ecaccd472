import { mkdtempSync, readFileSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { readConfig, removeConfig, writeConfig } from "@/cli/config";

const home = () => ({ HOME: mkdtempSync(path.join(tmpdir(), "cairn-cli-")) });

test("what login stores is read again, and only its owner may read it", () => {
  const environment = home();
  const file = writeConfig(environment, { url: "http://localhost:3000", token: "cairn_pat_x", project: "ada" });
  expect(readConfig(environment)).toEqual({ url: "http://localhost:3000", token: "cairn_pat_x", project: "ada" });
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(statSync(path.dirname(file)).mode & 0o077).toBe(0);
  expect(JSON.parse(readFileSync(file, "utf8"))).toHaveProperty("token");
  removeConfig(environment);
  expect(readConfig(environment)).toBeNull();
});

test("the environment wins over what is stored", () => {
  const environment = home();
  writeConfig(environment, { url: "http://localhost:3000", token: "cairn_pat_x" });
  expect(readConfig({ ...environment, CAIRN_TOKEN: "cairn_pat_y", CAIRN_PROJECT: "team" })).toEqual({
    url: "http://localhost:3000",
    token: "cairn_pat_y",
    project: "team",
  });
});

test("a stored key is never sent to another address", () => {
  const environment = home();
  writeConfig(environment, { url: "http://localhost:3000", token: "cairn_pat_x" });
  expect(readConfig({ ...environment, CAIRN_URL: "http://evil.test" })).toBeNull();
});
