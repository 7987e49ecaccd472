import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { Client } from "pg";
import { afterAll, inject } from "vitest";

// Each file of database tests has a database of its own, copied from the migrated template, and so needs no cleaning up.
const urls = inject("databaseUrls");
const name = `test_${randomBytes(6).toString("hex")}`;
const superuser = new Client({ connectionString: urls.superuser });
await superuser.connect();
// Only one copy at a time: PostgreSQL refuses a template that someone else is connected to.
await superuser.query("select pg_advisory_lock(1)");
await superuser.query(`create database ${name} template template_cairn owner cairn_owner`);
await superuser.query("select pg_advisory_unlock(1)");

process.env["DATABASE_URL"] = urls.runtime.replace("DATABASE", name);
process.env["CAIRN_MIGRATE_URL"] = urls.owner.replace("DATABASE", name);
const data = await mkdtemp(path.join(os.tmpdir(), "cairn-data-"));
process.env["CAIRN_DATA"] = data;
process.env["CAIRN_COMPUTE"] = "fake";
process.env["CAIRN_SECRET_KEY"] = JSON.stringify({ test: randomBytes(32).toString("base64") });
process.env["CAIRN_LOG_LEVEL"] ??= "silent";

afterAll(async () => {
  const { pool } = await import("@/db/client");
  const { listening } = await import("@/db/listen");
  await listening.close();
  await pool.end();
  await superuser.query(`drop database ${name} with (force)`);
  await superuser.end();
  await rm(data, { recursive: true, force: true });
});
