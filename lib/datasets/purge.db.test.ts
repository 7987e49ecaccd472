import "@/db/testing/data-folder";
import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { eq, sql } from "drizzle-orm";
import fc from "fast-check";
import { beforeEach, expect, test } from "vitest";
import { db } from "@/db/client";
import { blobs, datasetDraftEntries, datasetEntries, datasets, datasetVersions, uploadGrants, uploads } from "@/db/schema";
import { aDataset, aDraft, anUploadGrant, aVersion } from "@/db/testing/data-factories";
import { aMember, aProject } from "@/db/testing/factories";
import type { UserActor } from "@/lib/auth/actor";
import { openBlob } from "@/lib/blobs/open-blob";
import { putBlob } from "@/lib/blobs/put-blob";
import { commitVersion } from "@/lib/datasets/commit-version";
import { deleteDataset } from "@/lib/datasets/delete-dataset";
import { discardDraft } from "@/lib/datasets/discard-draft";
import { getOrOpenDraft } from "@/lib/datasets/open-draft";
import { purgeBin } from "@/lib/datasets/purge-bin";
import { purgeBlobs } from "@/lib/datasets/purge-blobs";
import { removeFiles } from "@/lib/datasets/remove-files";
import { AppError } from "@/lib/errors";
import { objectKey } from "@/lib/storage/object-key";
import { objectStore } from "@/lib/storage/store";
import { Lease } from "@/lib/uploads/lease";
import { openUpload } from "@/lib/uploads/open-upload";
import { receive } from "@/lib/uploads/receive";

let project: Awaited<ReturnType<typeof aProject>>;
let member: UserActor;
beforeEach(async () => {
  for (const table of [datasetEntries, datasetDraftEntries, uploads, uploadGrants, datasetVersions, datasets, blobs])
    await db.delete(table);
  for await (const { key } of objectStore().list("")) await objectStore().remove(key);
  project = await aProject();
  member = await aMember(project.id);
});

const age = (days: number) => new Date(Date.now() - days * 86_400_000);
const objects = async () => (await Array.fromAsync(objectStore().list(""))).map(({ key }) => key);

async function upload(versionId: string, path: string, text: string): Promise<void> {
  const { id } = await anUploadGrant(
    project,
    (await draftRow(versionId)) ?? (await Promise.reject(new AppError("conflict", "uploads.draftClosed", { path }))),
  );
  const grant = { id, datasetVersionId: versionId, userId: member.userId, maxBytes: 1_000, maxFiles: 10 };
  const bytes = Buffer.from(text);
  const opened = await openUpload(grant, { path, size: bytes.length, claimedSha256: null });
  const lease = await Lease.acquire(opened.id, () => undefined);
  await receive(opened, lease, slowly(bytes), bytes.length).finally(() => lease.release());
}

async function draftRow(versionId: string) {
  const [row] = await db.select().from(datasetVersions).where(eq(datasetVersions.id, versionId));
  return row;
}

async function* slowly(bytes: Buffer) {
  for (const byte of bytes) {
    await sleep(1);
    yield Buffer.of(byte);
  }
}

async function everyNamedBlobIsWhole(): Promise<void> {
  const { rows } = await db.execute<{ sha256: string }>(
    sql`select sha256 from ${datasetEntries} union select sha256 from ${datasetDraftEntries} where sha256 is not null`,
  );
  for (const { sha256 } of rows) {
    const hash = createHash("sha256");
    for await (const bytes of await openBlob(sha256)) hash.update(bytes);
    expect(hash.digest("hex")).toBe(sha256);
  }
}

test("what was deleted 30 days ago goes with its bytes; what is younger or shared stays", async () => {
  const old = await aDataset(project, { deletedAt: age(31) });
  await aVersion(old, { a: "only here", b: "shared" });
  const young = await aDataset(project, { deletedAt: age(29) });
  await aVersion(young, { b: "shared", c: "young" });
  await db.update(blobs).set({ touchedAt: age(3) });
  await purgeBin();
  expect(await db.$count(datasets)).toBe(1);
  expect(await db.$count(blobs)).toBe(2);
  expect(await objects()).toHaveLength(2);
  await everyNamedBlobIsWhole();
});

test("bytes that nothing names are kept for two days, then go", async () => {
  const { sha256 } = await putBlob(Buffer.from("about to be named"));
  await purgeBlobs();
  expect(await db.$count(blobs)).toBe(1);
  await db.update(blobs).set({ touchedAt: age(3) });
  await putBlob(Buffer.from("about to be named"));
  await purgeBlobs();
  expect(await db.$count(blobs, eq(blobs.sha256, sha256))).toBe(1);
  await db.update(blobs).set({ touchedAt: age(3) });
  expect(await purgeBlobs()).toEqual({ blobs: 1, objects: 0 });
  expect(await objects()).toEqual([]);
});

test("a packed object lives as long as one of its blobs", async () => {
  const { sha256 } = await putBlob(Buffer.from("0123456789"));
  const [whole] = await db.select().from(blobs);
  const dataset = await aDataset(project);
  const draft = await aDraft(dataset);
  const part = "b".repeat(64);
  await db.insert(blobs).values({ sha256: part, size: 2, objectKey: whole?.objectKey ?? "", objectOffset: 3 });
  await db.insert(datasetDraftEntries).values({ datasetVersionId: draft.id, path: "p", sha256: part, size: 2 });
  await db.update(blobs).set({ touchedAt: age(3) });
  await purgeBlobs();
  expect(await db.$count(blobs, eq(blobs.sha256, sha256))).toBe(0);
  expect(await objects()).toHaveLength(1);
});

test("an object whose process died before it had a row is swept, one that is on its way is not", async () => {
  await objectStore().put(objectKey("blobs"), Buffer.from("orphan"));
  const draft = await aDraft(await aDataset(project));
  const { id } = await anUploadGrant(project, draft);
  const key = objectKey("blobs");
  await db.insert(uploads).values({ id: "0".repeat(32), grantId: id, path: "a", size: 3, objectKey: key });
  await objectStore().put(key, Buffer.from("abc"));
  await sleep(5);
  expect((await purgeBlobs({ graceDays: 0 })).objects).toBe(1);
  expect(await objects()).toEqual([key]);
});

test("uploads that nobody continued for a week are forgotten, and their draft stays", async () => {
  const draft = await aDraft(await aDataset(project));
  const { id } = await anUploadGrant(project, draft);
  for (const [name, days] of [
    ["a", 8],
    ["b", 6],
  ] as const) {
    await db
      .insert(uploads)
      .values({ id: name.repeat(32), grantId: id, path: name, size: 3, objectKey: objectKey("blobs"), updatedAt: age(days) });
  }
  await purgeBin();
  expect(await db.select({ path: uploads.path }).from(uploads)).toEqual([{ path: "b" }]);
  expect(await draftRow(draft.id)).toBeDefined();
});

type Step =
  | { readonly do: "upload"; readonly path: string; readonly text: string }
  | { readonly do: "remove"; readonly path: string }
  | { readonly do: "commit" | "discard" | "delete" };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant("upload" as const),
      path: fc.constantFrom("a", "b", "c"),
      text: fc.constantFrom("x", "yy", "zzz"),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("remove" as const), path: fc.constantFrom("a", "b", "c") }) },
  { weight: 3, arbitrary: fc.constant({ do: "commit" as const }) },
  { weight: 1, arbitrary: fc.constant({ do: "discard" as const }) },
  { weight: 1, arbitrary: fc.constant({ do: "delete" as const }) },
);

/** One person's way through one dataset after another; refusals are part of it. */
async function walk(steps: readonly Step[]): Promise<void> {
  let dataset = await aDataset(project);
  for (const one of steps) {
    await take(one, dataset.id).catch((error: unknown) => {
      if (!(error instanceof AppError)) throw error;
    });
    if (one.do === "delete") dataset = await aDataset(project);
  }
}

async function take(one: Step, datasetId: string): Promise<void> {
  const { id: versionId } = await getOrOpenDraft(member, { datasetId });
  if (one.do === "upload") return upload(versionId, one.path, one.text);
  if (one.do === "remove") return void (await removeFiles(member, { versionId, paths: [one.path] }));
  if (one.do === "commit") return void (await commitVersion(member, { versionId, note: "" }));
  if (one.do === "discard") return discardDraft(member, versionId);
  await deleteDataset(member, datasetId);
  await db
    .update(datasets)
    .set({ deletedAt: age(31) })
    .where(eq(datasets.id, datasetId));
}

test("no interleaving of uploads, commits, deletions and purges loses bytes that something names, or keeps any that nothing does", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(step, { minLength: 3, maxLength: 12 }), { minLength: 3, maxLength: 3 }), async (walks) => {
      let isWalking = true;
      const purging = (async () => {
        while (isWalking) {
          await purgeBin();
          // Without any grace: only the rows themselves protect.
          await purgeBlobs({ graceDays: 0 });
          await sleep(1);
        }
      })();
      await Promise.all(walks.map(walk)).finally(() => {
        isWalking = false;
      });
      await purging;
      await everyNamedBlobIsWhole();
      await db.delete(uploads);
      await db.delete(uploadGrants);
      await sleep(2);
      await purgeBin();
      await purgeBlobs({ graceDays: 0 });
      const { rows } = await db.execute<{ count: number }>(
        sql`select count(*) as count from (select sha256 from ${datasetEntries} union select sha256 from ${datasetDraftEntries} where sha256 is not null) n`,
      );
      expect(await db.$count(blobs)).toBe(rows[0]?.count);
      expect(await objects()).toHaveLength(rows[0]?.count ?? 0);
    }),
    { numRuns: 12 },
  );
}, 120_000);
