import { asc, sql } from "drizzle-orm";
import { Client } from "pg";
import { expect, inject, test } from "vitest";
import { db, transaction } from "@/db/client";
import { auditEvents, changes } from "@/db/schema";
import { actorOf, aProject, aUser } from "@/db/testing/factories";
import { auditHash, recordChange } from "@/lib/changes/record-change";
import { newId } from "@/lib/id";

async function change(name: string): Promise<void> {
  const user = await aUser();
  const project = await aProject();
  await transaction(async (tx) => {
    await recordChange(tx, actorOf(user), {
      type: "dataset.created",
      subject: { type: "dataset", id: newId(), name },
      projectId: project.id,
      fields: { tags: ["b", "a"], note: name, deep: { z: 1, a: null } },
    });
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 10));
  });
}

const auditRows = () => db.select().from(auditEvents).orderBy(asc(auditEvents.seq));

test("concurrent changes leave one unbroken chain of audit rows", async () => {
  await Promise.all(Array.from({ length: 20 }, (_, n) => change(`数据 '${n}'`)));
  const rows = await auditRows();
  expect(rows).toHaveLength(20);
  let previous: Buffer = Buffer.alloc(32);
  for (const { seq: _, previousHash, hash, ...row } of rows) {
    expect(previousHash).toEqual(previous);
    expect(auditHash(previousHash, row)).toEqual(hash);
    previous = hash;
  }
});

test("a changed audit row no longer fits its hash", async () => {
  await change("original");
  const row = (await auditRows()).at(-1);
  if (!row) throw new Error("no row");
  const { seq: _, previousHash, hash, ...columns } = row;
  expect(auditHash(previousHash, { ...columns, subjectName: "forged" })).not.toEqual(hash);
});

test("the runtime role cannot change or remove audit rows, and neither can the owner", async () => {
  await change("kept");
  await expect(db.execute(sql`update audit_events set verb = 'x'`)).rejects.toMatchObject({ cause: { code: "42501" } });
  await expect(db.execute(sql`delete from audit_events`)).rejects.toMatchObject({ cause: { code: "42501" } });
  const name = (await db.execute<{ name: string }>(sql`select current_database() as name`)).rows[0]?.name ?? "";
  const owner = new Client({ connectionString: inject("databaseUrls").owner.replace("DATABASE", name) });
  await owner.connect();
  await expect(owner.query("delete from audit_events")).rejects.toMatchObject({ code: "42501" });
  await owner.end();
});

test("the outbox is numbered in the order of commits: a reader that goes by number misses nothing", async () => {
  const seen = new Set<number>();
  let last = 0;
  const writing = Promise.all(Array.from({ length: 40 }, (_, n) => change(`n${n}`)));
  let isWriting = true;
  void writing
    .catch(() => undefined)
    .finally(() => {
      isWriting = false;
    });
  while (isWriting) {
    const rows = await db.select({ seq: changes.seq }).from(changes).where(sql`${changes.seq} > ${last}`).orderBy(asc(changes.seq));
    for (const { seq } of rows) {
      seen.add(seq);
      last = seq;
    }
  }
  await writing;
  const missed = await db.select({ seq: changes.seq }).from(changes).where(sql`${changes.seq} <= ${last}`);
  expect(missed.filter(({ seq }) => !seen.has(seq))).toEqual([]);
});
