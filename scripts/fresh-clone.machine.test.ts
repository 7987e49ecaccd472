import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Instance, startInstance } from "@/scripts/instance";

// Private like a home of root, with a space in its name like a folder of a person.
const home = mkdtempSync(path.join(os.tmpdir(), "cairn fresh "));
const clone = path.join(home, "my clone");
let instance: Instance | undefined;

beforeAll(() => {
  execFileSync("git", ["clone", "--quiet", process.cwd(), clone]);
  // What an installation would bring is linked, except for one package: the start has to notice and to fetch it.
  execFileSync("sh", ["-c", 'cp -al node_modules "$1" 2>/dev/null || cp -r node_modules "$1"', "sh", path.join(clone, "node_modules")]);
  rmSync(path.join(clone, "node_modules/.package-lock.json"));
  rmSync(path.join(clone, "node_modules/clsx"), { recursive: true });
});

afterAll(async () => {
  await instance?.stop();
  rmSync(home, { recursive: true, force: true });
});

const settings = { CAIRN_DATA: path.join(clone, ".cairn") };

test("npm start on a fresh clone installs, builds, starts and says where to begin", async () => {
  instance = await startInstance({ folder: clone, environment: settings, patienceSeconds: 800 });
  expect(instance.output()).toMatch(/✓ Installing the packages.*\n[\s\S]*✓ Building.*\n[\s\S]*✓ Database/);
  expect(instance.setupLink).toMatch(/\/setup#[\w-]{40,}$/);
  expect((await fetch(`${instance.url}/api/ready`)).status).toBe(200);
  expect(await (await fetch(`${instance.url}/setup`)).text()).toContain("<html");
});

test("a start changes no file of the repository", () => {
  expect(execFileSync("git", ["status", "--porcelain"], { cwd: clone, encoding: "utf8" })).toBe("");
});

test("the next start neither installs nor builds", async () => {
  await instance?.stop();
  instance = await startInstance({ folder: clone, environment: settings, patienceSeconds: 800 });
  expect(instance.output()).not.toMatch(/Installing|Building/);
  expect((await fetch(`${instance.url}/api/ready`)).status).toBe(200);
});
