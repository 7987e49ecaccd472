import { randomBytes } from "node:crypto";
import { mkdtempSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { eq } from "drizzle-orm";
import { expect, test } from "vitest";

process.env["CAIRN_DATA"] = mkdtempSync(path.join(os.tmpdir(), "cairn-data-"));
const { db } = await import("@/db/client");
const { blobs } = await import("@/db/schema");
const { openBlob } = await import("@/lib/blobs/open-blob");
const { putBlob } = await import("@/lib/blobs/put-blob");
const { objectStore } = await import("@/lib/storage/store");

const objects = () => Array.fromAsync(objectStore().list(""));

test("a blob is found again by the hash of its bytes", async () => {
  const { sha256, size } = await putBlob(Readable.from([Buffer.from("hello "), Buffer.from("world")]));
  expect(sha256).toBe("b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9");
  expect(size).toBe(11);
  expect((await buffer(await openBlob(sha256))).toString()).toBe("hello world");
  expect((await buffer(await openBlob(sha256, { start: 6, end: 99 }))).toString()).toBe("world");
});

test("the same bytes are stored once, however many bring them at the same time", async () => {
  const before = (await objects()).length;
  const bytes = randomBytes(100_000);
  const stored = await Promise.all(Array.from({ length: 8 }, () => putBlob(Readable.from([bytes]))));
  expect(new Set(stored.map((blob) => blob.sha256)).size).toBe(1);
  expect((await objects()).length).toBe(before + 1);
});

test("a source that breaks leaves neither row nor bytes", async () => {
  const before = [await db.$count(blobs), (await objects()).length];
  async function* broken() {
    yield Buffer.from("half");
    throw new Error("the line went dead");
  }
  await expect(putBlob(broken())).rejects.toThrow("the line went dead");
  expect([await db.$count(blobs), (await objects()).length]).toEqual(before);
});

test("a blob may be a part of a packed object", async () => {
  const { sha256 } = await putBlob(Buffer.from("0123456789"));
  const [packed] = await db.select().from(blobs).where(eq(blobs.sha256, sha256));
  const part = "a".repeat(64);
  await db.insert(blobs).values({ sha256: part, size: 3, objectKey: packed?.objectKey ?? "", objectOffset: 4 });
  expect((await buffer(await openBlob(part))).toString()).toBe("456");
  expect((await buffer(await openBlob(part, { start: 1, end: 9 }))).toString()).toBe("56");
});
