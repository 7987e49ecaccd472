import { execFile } from "node:child_process";
import { chownSync, mkdtempSync, rmSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const nobody = 65_534;
const suites = ["isolation", "processes", "local", "local-builder"].map((name) => `lib/compute/local/${name}.contract.test.ts`);

/** Root runs the same suites once more as a user without rights: there programs are kept apart by a private view. */
test.skipIf(process.getuid?.() !== 0)(
  "an ordinary user's programs keep the contract and are kept apart by a private view",
  async () => {
    const home = mkdtempSync("/tmp/compute-home-");
    chownSync(home, nobody, nobody);
    const words = [path.resolve("node_modules/vitest/vitest.mjs"), "run", "--configLoader", "runner", "--project", "contract", ...suites];
    try {
      const { stdout } = await promisify(execFile)(process.execPath, words, {
        uid: nobody,
        gid: nobody,
        env: { PATH: "/usr/bin:/bin", HOME: home, NODE_ENV: "test", NO_COLOR: "1" },
      });
      expect(stdout).toMatch(/Tests +\d+ passed/);
    } finally {
      rmSync(home, { recursive: true, force: true });
    }
  },
  120_000,
);
