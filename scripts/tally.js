import { readFileSync } from "node:fs";

/** Counts what ran; the last line of a run of tests. */
export class Tally {
  passed = 0;
  failed = 0;
  skipped = 0;

  /** One thing that either went well or did not. */
  add(isGood) {
    if (isGood) this.passed += 1;
    else this.failed += 1;
  }

  addVitest(file, exitCode) {
    const report = readReport(file);
    if (!report) return this.add(exitCode === 0);
    this.passed += report.numPassedTests;
    this.skipped += report.numPendingTests + (report.numTodoTests ?? 0);
    // A file that could not be loaded has no tests to fail.
    const unloaded = report.testResults.filter((result) => result.status === "failed" && result.assertionResults.length === 0).length;
    const failed = report.numFailedTests + unloaded;
    this.failed += failed > 0 || exitCode === 0 ? failed : 1;
  }

  addPlaywright(file, exitCode) {
    const stats = readReport(file)?.stats;
    if (!stats) return this.add(exitCode === 0);
    this.passed += stats.expected + stats.flaky;
    this.skipped += stats.skipped;
    this.failed += stats.unexpected > 0 || exitCode === 0 ? stats.unexpected : 1;
  }

  /** What `go test -v` prints, or that it was skipped for want of Go. */
  addGo(output, exitCode) {
    const count = (word) => output.match(new RegExp(`^--- ${word}:`, "gm"))?.length ?? 0;
    const failed = count("FAIL");
    this.passed += count("PASS");
    this.failed += failed > 0 || exitCode === 0 ? failed : 1;
    this.skipped += count("SKIP") + (output.startsWith("skipped:") ? 1 : 0);
  }

  toString() {
    return `${this.passed} passed, ${this.failed} failed, ${this.skipped} skipped`;
  }
}

function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return null;
  }
}
