import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { rotatingLog } from "./rotating-log";

const folder = mkdtempSync(path.join(os.tmpdir(), "cairn-log-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("a log keeps its last lines and never grows without end", () => {
  const write = rotatingLog(path.join(folder, "web.log"));
  const line = "x".repeat(1024 * 1024);
  for (let at = 0; at < 60; at++) write(`${at} ${line}`);
  expect(readdirSync(folder).sort()).toEqual(["web.log", "web.log.1", "web.log.2", "web.log.3"]);
  expect(readFileSync(path.join(folder, "web.log"), "utf8")).toMatch(/^(\d+) /);
  for (const name of readdirSync(folder)) expect(statSync(path.join(folder, name)).size).toBeLessThan(12 * 1024 * 1024);
  expect(statSync(path.join(folder, "web.log")).mode & 0o077).toBe(0);
});
