import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { Client } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Instance, startInstance } from "@/scripts/instance";

const folder = mkdtempSync(path.join(os.tmpdir(), "cairn backups "));
const plain = path.join(folder, "plain.tar");
const locked = path.join(folder, "locked.tar");
const passphrase = { CAIRN_BACKUP_PASSPHRASE: "three stones on a hill" };
const key = `blobs/cd/${"cd".repeat(16)}`;
let instance: Instance;

beforeAll(async () => {
  instance = await startInstance();
  mkdirSync(path.join(instance.data, "objects", path.dirname(key)), { recursive: true });
  writeFileSync(path.join(instance.data, "objects", key), "seven stones");
  await query("insert into settings (name, value) values ('before', '1')");
  await query("insert into secrets (id, name, sealed, key_id) values (gen_random_uuid(), 'REGISTRY_TOKEN', 'sealed', 'k')");
});

afterAll(async () => {
  await instance.remove();
  rmSync(folder, { recursive: true, force: true });
});

test("a backup is made while Cairn runs, and says that the master key is not in it", () => {
  expect(npm("backup", [plain])).toMatchObject({
    status: 0,
    stdout: expect.stringMatching(/^✓ plain\.tar: \d+ rows and 1 files.*\n! The master key is not in it/),
  });
  expect(npm("backup", [locked], passphrase).stdout).not.toContain("!");
  expect(readFileSync(locked).includes(masterKey())).toBe(false);
});

test("a backup replaces nothing", () => {
  expect(npm("backup", [plain])).toMatchObject({ status: 1, stderr: expect.stringContaining("exists already") });
});

test("a restore wants Cairn stopped, and an own word for what is there", async () => {
  await query("insert into settings (name, value) values ('after', '1')");
  expect(npm("restore", [plain])).toMatchObject({ status: 1, stderr: expect.stringContaining("already runs") });
  await instance.stop();
  expect(npm("restore", [plain])).toMatchObject({ status: 1, stderr: expect.stringContaining("--replace") });
});

test("a file that is no backup, or half of one, changes nothing", () => {
  expect(npm("restore", ["package.json", "--replace"]).status).toBe(1);
  const half = path.join(folder, "half.tar");
  const bytes = readFileSync(plain);
  writeFileSync(half, bytes.subarray(0, bytes.length / 2));
  expect(npm("restore", [half, "--replace"])).toMatchObject({ status: 1, stderr: expect.stringContaining("breaks off") });
  expect(readFileSync(path.join(instance.data, "objects", key), "utf8")).toBe("seven stones");
});

test("what came after the backup is gone after the restore, and the key that is still here opens everything", async () => {
  const restored = npm("restore", [plain, "--replace"]);
  expect(restored).toMatchObject({ status: 0, stdout: expect.stringContaining("What was there before lies in") });
  expect(restored.stdout).not.toContain("!");
  instance = await again();
  expect(await query("select name from settings where name in ('before', 'after')")).toEqual([{ name: "before" }]);
  expect((await fetch(`${instance.url}/api/ready`)).status).toBe(200);
  await instance.stop();
});

test("in an empty folder the passphrase brings the key, and without it the lost secrets are named", () => {
  const key = masterKey();
  const empty = { CAIRN_DATA: path.join(folder, "elsewhere") };
  expect(npm("restore", [locked], empty).stdout).toMatch(/the passphrase .* is missing or wrong\. .*\n {2}REGISTRY_TOKEN\n$/);
  const opened = npm("restore", [locked, "--replace"], { ...empty, ...passphrase });
  expect(opened).toMatchObject({ status: 0, stdout: expect.not.stringContaining("!") });
  expect(readFileSync(path.join(empty.CAIRN_DATA, "keys/master.json"), "utf8")).toBe(key);
});

test("a password can be reset from the shell while Cairn is stopped, and an unknown name is a sentence", () => {
  expect(npm("admin", ["reset-password", "nobody-here"])).toMatchObject({ status: 1, stderr: expect.stringMatching(/^✗ /) });
});

function masterKey(): string {
  return readFileSync(path.join(instance.data, "keys/master.json"), "utf8");
}

function again(): Promise<Instance> {
  return startInstance({ environment: { CAIRN_DATA: instance.data } });
}

function npm(script: string, args: readonly string[], more: Record<string, string> = {}) {
  const environment = { ...instance.environment, ...more, NODE_ENV: "production" as const };
  return spawnSync("npm", ["run", "--silent", script, "--", ...args], { env: environment, encoding: "utf8" });
}

async function query(text: string) {
  const passwords = JSON.parse(readFileSync(path.join(instance.data, "keys/database.json"), "utf8"));
  const host = readFileSync(path.join(instance.data, "database/postmaster.pid"), "utf8").split("\n")[4];
  const client = new Client({ host, user: "cairn_owner", password: passwords.cairn_owner, database: "cairn" });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}
