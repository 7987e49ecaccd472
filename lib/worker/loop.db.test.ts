import { sql } from "drizzle-orm";
import { afterEach, expect, test } from "vitest";
import { db } from "@/db/client";
import { newId } from "@/lib/id";
import { type Loop, startLoop } from "@/lib/worker/loop";
import type { Noun, Syncing } from "@/lib/worker/noun";
import { wake } from "@/lib/worker/wake";

const loops: Loop[] = [];
afterEach(async () => {
  await Promise.all(loops.splice(0).map((loop) => loop.stop()));
  await db.execute(sql`delete from sync_tasks`);
});

const idle: Syncing = { sync: async () => null, scan: async () => [] };

async function loopWith(job: Partial<Syncing>): Promise<void> {
  const nouns: Record<Noun, Syncing> = { job: { ...idle, ...job }, environment: idle, endpoint: idle, tenant: idle, operation: idle };
  loops.push(await startLoop(nouns));
}

function gate(): { readonly opened: Promise<void>; readonly open: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { opened: promise, open: resolve };
}

const rows = async () => (await db.execute(sql`select * from sync_tasks`)).rows;

test("a wake runs the noun's verb and leaves no row behind when there is nothing more to do", async () => {
  const ran = gate();
  const id = newId();
  await loopWith({
    sync: async (given) => {
      expect(given).toBe(id);
      ran.open();
      return null;
    },
  });
  await wake(db, "job", id);
  await ran.opened;
  await expect.poll(rows).toEqual([]);
});

test("two workers share the work and never hold one thing at the same time", async () => {
  const held = new Set<string>();
  const done: string[] = [];
  const sync = async (id: string) => {
    expect(held.has(id)).toBe(false);
    held.add(id);
    await new Promise((resolve) => setTimeout(resolve, 5));
    held.delete(id);
    done.push(id);
    return null;
  };
  await loopWith({ sync });
  await loopWith({ sync });
  const ids = Array.from({ length: 60 }, newId);
  await Promise.all(ids.map((id) => wake(db, "job", id)));
  await expect.poll(() => done.length, { timeout: 10_000 }).toBe(60);
  expect(new Set(done)).toEqual(new Set(ids));
});

test("a wake that comes while the verb runs makes it run again", async () => {
  const first = gate();
  const go = gate();
  let runs = 0;
  const id = newId();
  await loopWith({
    sync: async () => {
      runs += 1;
      if (runs === 1) {
        first.open();
        await go.opened;
      }
      return null;
    },
  });
  await wake(db, "job", id);
  await first.opened;
  await wake(db, "job", id);
  go.open();
  await expect.poll(() => runs).toBe(2);
  await expect.poll(rows).toEqual([]);
});

test("a verb that throws is tried again later, with its error kept", async () => {
  let runs = 0;
  await loopWith({
    sync: async () => {
      runs += 1;
      if (runs === 1) throw new Error("the disk said no");
      return null;
    },
  });
  await wake(db, "job", newId());
  await expect.poll(async () => (await rows())[0]).toMatchObject({ failures: 1, last_error: "the disk said no" });
  await expect.poll(() => runs, { timeout: 5_000 }).toBe(2);
});

test("what a dead worker held is taken over when its lease has ended", async () => {
  const id = newId();
  await db.execute(sql`
    insert into sync_tasks (noun, id, due_at, lease_token, lease_until)
    values ('job', ${id}, now() - interval '5 s', ${newId()}, now() + interval '1 s')`);
  const ran = gate();
  await loopWith({
    sync: async () => {
      ran.open();
      return null;
    },
  });
  await ran.opened;
});

test("what nobody woke is found by the scan at start", async () => {
  const id = newId();
  const ran = gate();
  await loopWith({
    scan: async () => [id],
    sync: async (given) => {
      if (given === id) ran.open();
      return null;
    },
  });
  await ran.opened;
});

test("a verb that asks to be called later is not called before", async () => {
  const at: number[] = [];
  await loopWith({
    sync: async () => {
      at.push(Date.now());
      return at.length < 2 ? new Date(Date.now() + 600) : null;
    },
  });
  await wake(db, "job", newId());
  await expect.poll(() => at.length, { timeout: 5_000 }).toBe(2);
  expect((at[1] ?? 0) - (at[0] ?? 0)).toBeGreaterThanOrEqual(590);
});
