import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type EmbeddedServer, startEmbedded } from "@/db/embedded/server";
import { migrate } from "@/db/migrate";

const isRoot = process.getuid?.() === 0;
const folder = mkdtempSync(path.join(os.tmpdir(), "cairn-full-"));
const disk = path.join(folder, "disk");
const filler = path.join(disk, "filler");

// Only root may mount the small disk that these tests fill.
beforeAll(() => {
  mkdirSync(disk);
  if (isRoot) execFileSync("mount", ["-t", "tmpfs", "-o", "size=160m", "cairn-test", disk]);
});

afterAll(() => {
  if (isRoot) execFileSync("umount", ["-l", disk]);
  rmSync(folder, { recursive: true, force: true });
});

function open(): Promise<EmbeddedServer> {
  return startEmbedded({
    folder: path.join(disk, "database"),
    socketFolder: path.join(folder, "s"),
    passwords: { postgres: "p", cairn_owner: "o", cairn_app: "a" },
    settings: { max_wal_size: "32MB", min_wal_size: "32MB" },
  });
}

function fill(leaveBytes: number): void {
  const { bavail, bsize } = statfsSync(disk);
  writeFileSync(filler, Buffer.alloc(Math.max(0, bavail * bsize - leaveBytes), 1));
}

async function query(server: EmbeddedServer, text: string) {
  const client = new Client({ connectionString: server.url("cairn_owner") });
  client.on("error", () => undefined);
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end().catch(() => undefined);
  }
}

test.skipIf(!isRoot)(
  "a migration that finds the disk full changes nothing and goes through once there is room (root only: mounts a tmpfs)",
  async () => {
    const server = await open();
    try {
      fill(200_000);
      await expect(migrate({ ownerUrl: server.url("cairn_owner"), runtimeRole: "cairn_app" })).rejects.toThrow();
    } finally {
      rmSync(filler);
    }
    const again = await reopened(server);
    expect(await query(again, "select count(*)::int as n from pg_class where relnamespace = 'public'::regnamespace")).toEqual([{ n: 0 }]);
    await migrate({ ownerUrl: again.url("cairn_owner"), runtimeRole: "cairn_app" });
    expect(await query(again, "select count(*)::int > 20 as whole from pg_tables where schemaname = 'public'")).toEqual([{ whole: true }]);
    await again.stop();
  },
);

test.skipIf(!isRoot)("what was committed before the disk filled up is there afterwards (root only: mounts a tmpfs)", async () => {
  const server = await open();
  await query(server, "create table kept as select n from generate_series(1, 1000) n");
  fill(100_000);
  await expect(query(server, "create table lost as select repeat('x', 2000) from generate_series(1, 40000)")).rejects.toThrow();
  rmSync(filler);
  const again = await reopened(server);
  expect(await query(again, "select count(*)::int as n from kept")).toEqual([{ n: 1000 }]);
  await query(again, "insert into kept values (1001)");
  await again.stop();
});

/** A server that could not write its log ends itself; the supervisor starts it again, and so does this. */
async function reopened(server: EmbeddedServer): Promise<EmbeddedServer> {
  await sleep(500);
  await server.stop();
  return open();
}
