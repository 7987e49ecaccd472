import { execFileSync } from "node:child_process";
import { lstatSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { readOwnFile, writeOwnFile } from "@/lib/environments/build/own-file";

const folder = mkdtempSync("/tmp/own-file-");
const at = (name: string) => path.join(folder, name);
afterAll(() => rmSync(folder, { recursive: true }));

test("what a tool left in place of a file leads nowhere", async () => {
  writeFileSync(at("secret"), "secret");
  symlinkSync(at("secret"), at("link"));
  execFileSync("sh", ["-c", 'mkfifo "$1"', "sh", at("pipe")]);
  mkdirSync(at("folder"));
  for (const name of ["link", "pipe", "folder"]) await expect(readOwnFile(at(name)), name).rejects.toThrow();
  for (const name of ["link", "pipe", "folder", "new"]) {
    await writeOwnFile(at(name), "mine");
    expect(lstatSync(at(name)).isFile(), name).toBe(true);
    expect((await readOwnFile(at(name))).toString(), name).toBe("mine");
  }
  expect(readFileSync(at("secret"), "utf8")).toBe("secret");
});
