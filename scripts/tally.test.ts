import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { Tally } from "@/scripts/tally";

const folder = mkdtempSync(path.join(os.tmpdir(), "cairn-tally-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function report(value: object): string {
  const file = path.join(folder, "report.json");
  writeFileSync(file, JSON.stringify(value));
  return file;
}

test("results of all runners add up to one line", () => {
  const tally = new Tally();
  tally.add(true);
  tally.addVitest(report({ numPassedTests: 5, numFailedTests: 0, numPendingTests: 1, testResults: [] }), 0);
  tally.addPlaywright(report({ stats: { expected: 3, unexpected: 0, flaky: 0, skipped: 2 } }), 0);
  tally.addGo("=== RUN   TestA\n--- PASS: TestA (0.1s)\n    --- PASS: TestA/part (0.1s)\n--- SKIP: TestB (0.0s)\n", 0);
  tally.addGo("skipped: it wants Go\n", 0);
  expect(String(tally)).toBe("10 passed, 0 failed, 5 skipped");
});

test("a file that could not be loaded counts as failed, though it has no tests", () => {
  const tally = new Tally();
  const testResults = [{ status: "failed", assertionResults: [] }];
  tally.addVitest(report({ numPassedTests: 5, numFailedTests: 0, numPendingTests: 0, testResults }), 1);
  expect(String(tally)).toBe("5 passed, 1 failed, 0 skipped");
});

test("a runner that ended badly is a failure, whatever its report says or lacks", () => {
  const tally = new Tally();
  tally.addVitest(report({ numPassedTests: 5, numFailedTests: 0, numPendingTests: 0, testResults: [] }), 1);
  tally.addPlaywright(path.join(folder, "missing.json"), 1);
  tally.addGo("--- PASS: TestA (0.1s)\n--- FAIL: TestB (0.1s)\n", 1);
  tally.addGo("no Go files", 1);
  expect(String(tally)).toBe("6 passed, 4 failed, 0 skipped");
});
