import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { Client } from "pg";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { pool } from "@/db/client";
import { migrate } from "@/db/migrate";
import { backUp } from "@/lib/backup/back-up";
import { readBackupHeader, restore } from "@/lib/backup/restore";

const folder = mkdtempSync(path.join(os.tmpdir(), "cairn-backup-"));
const file = path.join(folder, "cairn.tar");
const owner = process.env.CAIRN_MIGRATE_URL ?? "";
const key = `blobs/ab/${"ab".repeat(16)}`;
const superuser = new Client({ connectionString: inject("databaseUrls").superuser });
const target = `restored_${randomBytes(4).toString("hex")}`;
const targetUrl = inject("databaseUrls").owner.replace("DATABASE", target);

beforeAll(async () => {
  await superuser.connect();
  mkdirSync(path.join(folder, "objects", path.dirname(key)), { recursive: true });
  mkdirSync(path.join(folder, "objects/.unfinished"));
  writeFileSync(path.join(folder, "objects", key), randomBytes(100_000));
  writeFileSync(path.join(folder, "objects/.unfinished/half"), "half");
  await pool.query(
    "insert into settings (name, value) select 'setting ' || n, to_jsonb(repeat('x\\t\\\\N é 中文', 40)) from generate_series(1, 20000) n",
  );
  await pool.query("select nextval('changes_seq_seq') from generate_series(1, 41)");
  await superuser.query(`create database ${target} owner cairn_owner`);
  await migrate({ ownerUrl: targetUrl, runtimeRole: "cairn_app" });
});

afterAll(async () => {
  await superuser.query(`drop database ${target} with (force)`);
  await superuser.end();
  rmSync(folder, { recursive: true, force: true });
});

test("a backup brings back every row, every file and the place of every sequence", async () => {
  const written = await backUp({
    connectionString: owner,
    objects: path.join(folder, "objects"),
    masterKeys: '{"k1":"AAAA"}',
    passphrase: undefined,
    file,
  });
  expect(written).toMatchObject({ objects: 1, objectBytes: 100_000 });
  expect(await readBackupHeader(file)).toMatchObject({ format: 1, keys: ["k1"] });

  const restored = await restore({ file, connectionString: targetUrl, objects: path.join(folder, "again") });
  expect(restored.manifest.rows).toBe(written.rows);
  expect(readFileSync(path.join(folder, "again", key)).equals(readFileSync(path.join(folder, "objects", key)))).toBe(true);
  expect(readdirSync(path.join(folder, "again"))).toEqual(["blobs"]);

  const there = new Client({ connectionString: targetUrl });
  await there.connect();
  const digest = "select md5(string_agg(name || value::text, ',' order by name)) as sum, count(*) as n from settings";
  expect((await there.query(digest)).rows).toEqual((await pool.query(digest)).rows);
  expect((await there.query("select nextval('changes_seq_seq')::int as n")).rows).toEqual([{ n: 42 }]);
  await there.end();
});

test("a damaged backup restores nothing", async () => {
  const damaged = path.join(folder, "damaged.tar");
  const bytes = readFileSync(file);
  const at = bytes.indexOf("setting 777");
  bytes.write("setting 778", at);
  writeFileSync(damaged, bytes);
  const empty = `restored_${randomBytes(4).toString("hex")}`;
  await superuser.query(`create database ${empty} owner cairn_owner`);
  const url = inject("databaseUrls").owner.replace("DATABASE", empty);
  await migrate({ ownerUrl: url, runtimeRole: "cairn_app" });
  await expect(restore({ file: damaged, connectionString: url, objects: path.join(folder, "damaged") })).rejects.toThrow();
  const client = new Client({ connectionString: url });
  await client.connect();
  expect((await client.query("select count(*)::int as n from settings")).rows).toEqual([{ n: 0 }]);
  await client.end();
  await superuser.query(`drop database ${empty} with (force)`);
});

test("a backup that breaks off restores nothing either", async () => {
  const short = path.join(folder, "short.tar");
  writeFileSync(short, readFileSync(file).subarray(0, 300_000));
  await expect(restore({ file: short, connectionString: targetUrl, objects: path.join(folder, "short") })).rejects.toThrow();
});
