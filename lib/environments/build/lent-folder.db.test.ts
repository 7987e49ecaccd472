import { execFileSync } from "node:child_process";
import { existsSync, lstatSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { environmentFolder, environmentsFolder } from "@/lib/environments/build/build-paths";
import { recoverLentFolders, removeLentFolder } from "@/lib/environments/build/lent-folder";
import { buildUid } from "@/lib/projects/tenant";

const me = process.getuid?.() ?? 0;

test("what a crash left lent is this process's again, and unfinished work is gone", async () => {
  const left = environmentFolder("a".repeat(64));
  const work = path.join(environmentsFolder, "build-1");
  for (const folder of [left, work]) {
    mkdirSync(path.join(folder, "lib"), { recursive: true });
    writeFileSync(path.join(folder, "lib", "module.py"), "x", { mode: 0o400 });
    if (me === 0) execFileSync("chown", ["-R", String(buildUid), folder]);
  }
  await recoverLentFolders();
  expect(existsSync(work)).toBe(false);
  expect(["", "lib", "lib/module.py"].map((name) => lstatSync(path.join(left, name)).uid)).toEqual([me, me, me]);
  await removeLentFolder(left);
  expect(existsSync(left)).toBe(false);
});
